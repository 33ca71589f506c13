import { ReceiveTally } from '../../../../tools/bench/outage/receive-tally.ts'

const START = Date.UTC(2026, 10, 29)

function receive(messageId: string, receiveCount: number, afterSeconds: number) {
  return { messageId, receiveCount, receivedAt: new Date(START + afterSeconds * 1_000).toISOString() }
}

test('receives are counted by the minutes since the start, and messages once', () => {
  const tally = new ReceiveTally(START)
  tally.add(receive('a', 1, 0))
  tally.add(receive('b', 1, 59.9))
  tally.add(receive('a', 2, 60))
  tally.add(receive('a', 3, 1_800))
  expect([1, 2, 60].map(minutes => tally.within(minutes))).toEqual([2, 3, 4])
  expect(tally.messages).toBe(2)
  expect(tally.most).toBe(3)
})

test('an outage without a receive has none', () => {
  const tally = new ReceiveTally(START)
  expect([tally.within(60), tally.messages, tally.most]).toEqual([0, 0, 0])
})
