import { setImmediate as nextTurn } from 'node:timers/promises'
import { boundedChunks } from '../../../lambda/runtime/chunks.ts'
import { GatheredCalls } from '../../../lambda/runtime/gathered-calls.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'

const taken = (items: readonly string[]) => items.map(() => undefined)

/** Gathers texts, four characters or three texts in a call, and keeps what each call was made for. */
function gathered(call = async (items: readonly string[]): Promise<(Error | undefined)[]> => taken(items)) {
  const calls: string[][] = []
  const texts = new GatheredCalls<string>({
    batches: items => boundedChunks(items, text => text.length, { values: 3, bytes: 4 }),
    call(items) {
      calls.push([...items])
      return call(items)
    },
  })
  return { texts, calls }
}

/** What became of each: `done`, or its error's message. */
async function endings(texts: GatheredCalls<string>, items: readonly string[]): Promise<string[]> {
  const ends = await Promise.allSettled(items.map(item => texts.call(item)))
  return ends.map(end => (end.status === 'fulfilled' ? 'done' : end.reason.message))
}

test('makes one call for the items of a turn, in order', async () => {
  const { texts, calls } = gathered()
  expect(await endings(texts, ['a', 'b', 'c'])).toEqual(['done', 'done', 'done'])
  expect(calls).toEqual([['a', 'b', 'c']])
})

test('makes the call in the next turn, even for one item', async () => {
  const { texts, calls } = gathered()
  const first = texts.call('a')
  await nextTurn()
  expect(calls).toEqual([['a']])
  const second = texts.call('b')
  await Promise.all([first, second])
  expect(calls).toEqual([['a'], ['b']])
})

test('also collects items that arrive a few microtasks later', async () => {
  const { texts, calls } = gathered()
  const later = async (item: string) => {
    for (let step = 0; step < 20; step++) await undefined
    await texts.call(item)
  }
  await Promise.all([texts.call('a'), later('b')])
  expect(calls).toEqual([['a', 'b']])
})

test.each([
  ['items', ['a', 'b', 'c', 'd'], [['a', 'b', 'c'], ['d']]],
  ['bytes', ['aa', 'bb', 'c'], [['aa', 'bb'], ['c']]],
  ['bytes, a larger one alone', ['a', 'bbbbb', 'c'], [['a'], ['bbbbb'], ['c']]],
])('keeps a call to its limit of %s', async (_, items, expected) => {
  const { texts, calls } = gathered()
  await endings(texts, items)
  expect(calls).toEqual(expected)
})

test('returns the result of its item to each caller', async () => {
  const { texts } = gathered(async items => items.map(item => (item === 'b' ? new Error('no b') : undefined)))
  expect(await endings(texts, ['a', 'b', 'c'])).toEqual(['done', 'no b', 'done'])
})

test('a failed call does not affect the others of its turn', async () => {
  const { texts } = gathered(async items => {
    if (items.includes('b')) throw new Unavailable('sqs', 'down')
    return taken(items)
  })
  expect(await endings(texts, ['a', 'b', 'c', 'd'])).toEqual(['down', 'down', 'down', 'done'])
})

test('a call that fails while a service is down fails for all of it, once', async () => {
  const { texts, calls } = gathered(() => Promise.reject(new Unavailable('sqs', 'down')))
  expect(await endings(texts, ['a', 'b'])).toEqual(['down', 'down'])
  expect(calls).toHaveLength(1)
})

test('if a call is refused for one of its items, only that item fails', async () => {
  const { texts } = gathered(async items => {
    if (items.includes('b')) throw new Error('no b')
    return taken(items)
  })
  expect(await endings(texts, ['a', 'b', 'c'])).toEqual(['done', 'no b', 'done'])
})
