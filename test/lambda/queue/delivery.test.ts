import { deliveryOf } from '../../../lambda/queue/delivery.ts'
import { sqsRecord } from '../invocation.ts'

const SENT_MS = Date.UTC(2026, 10, 29, 10, 15)
const RECEIVED_MS = SENT_MS + 1_000

function delivered(queue: string) {
  const record = sqsRecord('{}', { queue, group: 'ada', messageId: 'm-1', receiveCount: 3 })
  record.attributes.SentTimestamp = String(SENT_MS)
  record.attributes.ApproximateFirstReceiveTimestamp = String(RECEIVED_MS)
  return deliveryOf({ ...record, receiptHandle: 'r-1' })
}

test('a delivery says which message it is of, how often and since when it was received', () => {
  expect(delivered('work.fifo')).toMatchObject({
    messageId: 'm-1',
    receiptHandle: 'r-1',
    receiveCount: 3,
    sentAt: new Date(SENT_MS),
    firstReceivedAt: new Date(RECEIVED_MS),
    group: 'ada',
  })
})

test('a message of a standard queue waits for no group', () => {
  expect(delivered('work').group).toBeUndefined()
})
