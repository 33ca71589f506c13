import { sqsRecord } from '../invocation.ts'

process.env.MAXIMUM_TRIES = '5'
process.env.MAXIMUM_RECEIVES = '28'

let portionOf: typeof import('../../../lambda/shared/batch-portion.ts').portionOf
beforeAll(async () => {
  ;({ portionOf } = await import('../../../lambda/shared/batch-portion.ts'))
})

function taken(...records: [messageId: string, receiveCount: number, group?: string][]): string[] {
  const fifo = records.some(([, , group]) => group !== undefined)
  const batch = records.map(([messageId, receiveCount, group]) =>
    sqsRecord('{}', { queue: fifo ? 'work.fifo' : 'work', messageId, receiveCount, group }),
  )
  const portion = portionOf(batch)
  expect([...portion.taken, ...portion.left].map(({ messageId }) => messageId).toSorted()).toEqual(
    records.map(([messageId]) => messageId).toSorted(),
  )
  return portion.taken.map(({ messageId }) => messageId)
}

it('a batch is taken as a whole while the tries of its messages are not used up', () => {
  expect(taken(['a', 1], ['b', 5], ['c', 4])).toEqual(['a', 'b', 'c'])
})

it('one message is taken alone where tries are used up, another each time', () => {
  const turns = [6, 7, 8].map(count => taken(['a', count], ['b', count], ['c', count], ['new', 1]))
  expect(turns.every(turn => turn.length === 1)).toBe(true)
  expect(turns.flat().toSorted()).toEqual(['a', 'b', 'c'])
})

it('a message that is alone in its batch is taken', () => {
  expect(taken(['a', 20])).toEqual(['a'])
})

it('on a FIFO queue none is taken before an earlier one of its group', () => {
  const turns = [6, 7, 8, 9].flatMap(count =>
    taken(['a1', count, 'a'], ['a2', count, 'a'], ['b1', count, 'b']),
  )
  expect(new Set(turns)).toEqual(new Set(['a1', 'b1']))
})

// A message that ends the function, and nine that would not: each receive of the batch is one more for all of it.
it('whoever ends the function each time, all others of the batch have their turn before they come too often', () => {
  for (let killer = 0; killer < 10; killer++) {
    let left = Array.from({ length: 10 }, (_, index) => `m${index}`)
    for (let count = 6; count < 28 && left.length > 1; count++) {
      const [turn] = taken(...left.map(id => [id, count] as [string, number]))
      if (turn !== `m${killer}`) left = left.filter(id => id !== turn)
    }
    expect(left).toEqual([`m${killer}`])
  }
})
