import { type EntryNotTaken, sendEntries } from '../../../lambda/queue/batch-entries.ts'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'

/** How long it has paused each time, in milliseconds; no test waits for that. */
const pauses: number[] = []
jest.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }))
beforeEach(() => {
  pauses.length = 0
})
afterEach(() => jest.restoreAllMocks())

const entries = ['a', 'b', 'c'].map(Id => ({ Id }))
const failed = (Id: string, Code = 'InternalError', SenderFault = false) => ({ Id, Code, SenderFault })

test('returns for each entry, in order, whether it was accepted', async () => {
  const outcomes = await sendEntries('sns', entries, async () => [failed('b', 'InvalidParameter', true)])
  expect(outcomes).toEqual([undefined, expect.objectContaining({ code: 'InvalidParameter' }), undefined])
})

test('repeats what was not taken through no fault of the sender, and nothing else', async () => {
  const sent: string[][] = []
  const outcomes = await sendEntries('sqs', entries, async left => {
    sent.push(left.map(({ Id }) => Id))
    return sent.length === 1 ? [failed('a'), failed('b', 'InvalidMessageContents', true)] : []
  })
  expect(sent).toEqual([['a', 'b', 'c'], ['a']])
  expect(outcomes).toEqual([undefined, expect.any(Error), undefined])
})

test('gives an entry up after four attempts, with longer and longer pauses between them', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5)
  let attempts = 0
  const [error] = await sendEntries('sqs', [{ Id: 'a' }], async () => {
    attempts++
    return [failed('a')]
  })
  expect(error).toMatchObject({ code: 'InternalError' })
  expect(attempts).toBe(4)
  expect(pauses).toEqual([50, 100, 200])
})

test('what was taken stays taken where the repetition fails as a whole', async () => {
  let calls = 0
  const outcomes = await sendEntries('sqs', entries, async () => {
    if (++calls > 1) throw new Error('timed out')
    return [failed('c')]
  })
  expect(outcomes).toEqual([undefined, undefined, new Error('timed out')])
})

test('throws the error of the first call, without a second', async () => {
  const call = sendEntries('sqs', entries, () => Promise.reject(new Error('timed out')))
  await expect(call).rejects.toThrow('timed out')
})

test.each([
  ['InternalError', false, 'sns'],
  ['Throttled', true, 'sns'],
  ['AuthorizationError', true, 'sns'],
  ['KMSDisabled', true, 'kms'],
  ['KMSThrottling', false, 'kms'],
  ['InvalidParameter', true, undefined],
])('knows whether %s is an outage', async (code, fault, dependency) => {
  const [error] = await sendEntries('sns', [{ Id: 'a' }], async () => [failed('a', code, fault)])
  expect((error as EntryNotTaken).message).toBe(`SNS did not take a message of a batch: ${code}`)
  expect(unavailableIn(error)).toBe(dependency)
})
