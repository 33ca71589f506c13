import { sqsRecord } from '../invocation.ts'

Object.assign(process.env, { MAXIMUM_TRIES: '5', MAXIMUM_RECEIVES: '960', RETENTION_SECONDS: '315360000' })

let portionOf: typeof import('../../../lambda/shared/batch-portion.ts').portionOf
beforeAll(async () => {
  ;({ portionOf } = await import('../../../lambda/shared/batch-portion.ts'))
})

type Message = [messageId: string, receiveCount: number, group?: string]

function taken(...messages: Message[]): string[] {
  const fifo = messages.some(([, , group]) => group !== undefined)
  const batch = messages.map(([messageId, receiveCount, group]) =>
    sqsRecord('{}', { queue: fifo ? 'work.fifo' : 'work', messageId, receiveCount, group }),
  )
  const portion = portionOf(batch)
  expect([...portion.taken, ...portion.left].map(({ messageId }) => messageId).toSorted()).toEqual(
    messages.map(([messageId]) => messageId).toSorted(),
  )
  return portion.taken.map(({ messageId }) => messageId)
}

it('a batch is taken as a whole while the tries of its messages are not used up', () => {
  expect(taken(['a', 1], ['b', 5], ['c', 4])).toEqual(['a', 'b', 'c'])
})

it('afterwards one message is taken alone, another each time, and the whole batch every second time', () => {
  const turns = [6, 7, 8, 9, 10, 11].map(count => taken(['a', count], ['b', count], ['c', count], ['new', 1]))
  const alone = turns.filter(turn => turn.length === 1)
  expect(turns.filter(turn => turn.length === 4)).toHaveLength(3)
  expect(alone.flat().toSorted()).toEqual(['a', 'b', 'c'])
})

it('a message that is alone in its batch is taken', () => {
  expect(taken(['a', 21])).toEqual(['a'])
})

it('on a FIFO queue none is taken before an earlier one of its group', () => {
  const alone = [7, 9, 11, 13].flatMap(count =>
    taken(['a1', count, 'a'], ['a2', count, 'a'], ['b1', count, 'b']),
  )
  expect(new Set(alone)).toEqual(new Set(['a1', 'b1']))
})

/** Receives a batch until nothing but what ends the function is left. @returns at which receive */
function receivesUntilDone(
  killers: readonly string[],
  messages: readonly [id: string, group?: string][],
): number {
  let left = [...messages]
  for (let count = 6; count < 480; count++) {
    const portion = taken(...left.map(([id, group]): Message => [id, count, group]))
    if (!portion.some(id => killers.includes(id))) left = left.filter(([id]) => !portion.includes(id))
    if (left.every(([id]) => killers.includes(id))) return count
  }
  throw new Error(`Still there: ${left.map(([id]) => id).join(', ')}.`)
}

const ten = Array.from({ length: 10 }, (_, index): [string] => [`m${index}`])

it.each([0, 1, 5, 9])(
  'whoever ends the function, %i of ten, the others are done long before anything is given up',
  number => {
    const killers = ten.slice(0, number).map(([id]) => id)
    expect(receivesUntilDone(killers, ten)).toBeLessThan(40)
  },
)

it('a backlog of a function that was down is done at once, whatever its number of receives', () => {
  for (const count of [6, 7, 100, 101, 477, 481]) {
    const now = taken(...ten.map(([id]): Message => [id, count]))
    const then = taken(...ten.map(([id]): Message => [id, count + 1]))
    expect(Math.max(now.length, then.length)).toBe(10)
  }
})

it('groups beside that of what ends the function are done, and those behind it wait for it', () => {
  const messages: [string, string][] = [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
    ['b2', 'b'],
    ['c1', 'c'],
  ]
  const done: string[] = []
  for (let count = 6; count < 40; count++) {
    const left = messages.filter(([id]) => !done.includes(id))
    const portion = taken(...left.map(([id, group]): Message => [id, count, group]))
    if (!portion.includes('a1')) done.push(...portion)
  }
  expect(done).toEqual(expect.arrayContaining(['b1', 'b2', 'c1']))
  expect(done).not.toContain('a2')
})
