import { boundedChunks, chunks } from '../../../lambda/runtime/chunks.ts'

test.each([
  [[], 2, []],
  [[1], 2, [[1]]],
  [[1, 2], 2, [[1, 2]]],
  [[1, 2, 3], 2, [[1, 2], [3]]],
  [[1, 2, 3], 1, [[1], [2], [3]]],
])('%j in lists of %i at most', (values, size, expected) => {
  expect(chunks(values, size)).toEqual(expected)
})

test.each([
  ['nothing', [], []],
  ['as many bytes as there may be', ['aa', 'bb'], [['aa', 'bb']]],
  ['a byte more', ['aa', 'bbb'], [['aa'], ['bbb']]],
  ['as many values as there may be', ['', '', ''], [['', '', '']]],
  ['a value more', ['', '', '', ''], [['', '', ''], ['']]],
  ['one that is too large, first', ['aaaaa', 'b'], [['aaaaa'], ['b']]],
  ['one that is too large, last', ['a', 'bbbbb'], [['a'], ['bbbbb']]],
  ['bytes that are counted anew for each list', ['aaa', 'bb', 'cc', 'd'], [['aaa'], ['bb', 'cc'], ['d']]],
])('within limits: %s', (_, values, expected) => {
  expect([...boundedChunks(values, text => text.length, { values: 3, bytes: 4 })]).toEqual(expected)
})

test('a list is made when it is asked for', () => {
  const made: number[] = []
  function* values() {
    for (let value = 0; value < 9; value++) {
      made.push(value)
      yield value
    }
  }
  const lists = boundedChunks(values(), () => 1, { values: 3, bytes: 100 })
  expect(made).toEqual([])
  expect(lists.next().value).toEqual([0, 1, 2])
  expect(made).toEqual([0, 1, 2, 3])
})
