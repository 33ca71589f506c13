import { type EntryNotTaken, sendEntries } from '../../../lambda/queue/batch-entries.ts'
import { unavailableIn } from '../../../lambda/runtime/unavailable.ts'

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

test('what was taken stays taken where the repetition fails as a whole', async () => {
  let calls = 0
  const outcomes = await sendEntries('sqs', entries, async () => {
    if (++calls > 1) throw new Error('timed out')
    return [failed('c')]
  })
  expect(outcomes).toEqual([undefined, undefined, new Error('timed out')])
})

test('throws the error of the first call', async () => {
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
