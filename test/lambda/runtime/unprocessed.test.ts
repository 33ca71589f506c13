import { unprocessedOf } from '../../../lambda/runtime/unprocessed.ts'

/** How long it has paused each time, in milliseconds; no test waits for that. */
const pauses: number[] = []
jest.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }))
beforeEach(() => {
  pauses.length = 0
  jest.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => jest.restoreAllMocks())

/** DynamoDB, which leaves these parts unprocessed, request by request; gives what it was sent. */
async function sent(parts: string[], ...left: string[][]): Promise<{ requests: string[][]; left: string[] }> {
  const requests: string[][] = []
  const unprocessed = await unprocessedOf(parts, async part => {
    requests.push(part)
    return left[requests.length - 1] ?? []
  })
  return { requests, left: unprocessed }
}

test('what DynamoDB takes at once is sent once', async () => {
  expect(await sent(['a', 'b'])).toEqual({ requests: [['a', 'b']], left: [] })
  expect(pauses).toEqual([])
})

test('what it leaves is sent again, alone', async () => {
  expect(await sent(['a', 'b', 'c'], ['b', 'c'], ['c'])).toEqual({
    requests: [['a', 'b', 'c'], ['b', 'c'], ['c']],
    left: [],
  })
})

test('what it leaves four times is left, after longer and longer pauses', async () => {
  const { requests, left } = await sent(['a', 'b'], ['b'], ['b'], ['b'], ['b'])
  expect(requests).toHaveLength(4)
  expect(left).toEqual(['b'])
  expect(pauses).toEqual([25, 50, 100])
})
