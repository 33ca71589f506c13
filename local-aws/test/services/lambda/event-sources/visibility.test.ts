import type { SQSEvent } from 'aws-lambda'
import type { Call } from '../workbench.ts'
import { bodies, QueueRig, receiveCounts } from './queue-rig.ts'

/*
 * "ChangeMessageVisibility: changes the visibility timeout of a specified message in a queue to a new value … the
 * timeout is reset from the moment of the call" (Amazon SQS). A consumer may do so with the receipt handle that it
 * finds in its event: shorten the time until another gets its message, and prolong it as long as it works.
 */

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const LONG = { queue: { VisibilityTimeout: '600' }, function: { Timeout: 600 } }
const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] }

/**
 * @documented SQS Developer Guide, Visibility timeout: "The new timeout period takes effect from the time you
 *   call the ChangeMessageVisibility action"
 */
test('a message whose consumer changed its visibility and then fails comes back at that time', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL, LONG)
  await rig.send(url, '1')
  const call = await rig.batch()
  await change(url, call, 120)
  await rig.clock.advanceBy({ seconds: 100 })
  call.fail('no')
  await rig.lambda.ended(name, 1)

  await rig.clock.advanceBy({ seconds: 19, milliseconds: 999 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ milliseconds: 1 })
  const again = await rig.batch()
  expect(receiveCounts(again)).toEqual(['2'])
})

/**
 * @documented SQS Developer Guide, Visibility timeout: "The new timeout period takes effect from the time you
 *   call the ChangeMessageVisibility action"
 */
test('a heartbeat keeps a message with its consumer, however short each beat', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL, LONG)
  await rig.send(url, '1')
  const call = await rig.batch()
  for (let beat = 0; beat < 8; beat++) {
    await change(url, call, 120)
    await rig.clock.advanceBy({ seconds: 60 })
  }
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 1 })
  call.answer()
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
  await rig.clock.advanceBy({ minutes: 20 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @documented SQS Developer Guide, Visibility timeout: "The new timeout period takes effect from the time you
 *   call the ChangeMessageVisibility action"
 */
test('when the heart stops, the message comes back after the last beat, not after the queue’s timeout', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL, LONG)
  await rig.send(url, '1')
  const call = await rig.batch()
  await change(url, call, 120)
  await rig.clock.advanceBy({ seconds: 60 })
  await change(url, call, 120)
  process.kill(call.pid, 'SIGKILL')
  await rig.lambda.ended(name, 1)
  await rig.clock.advanceBy({ seconds: 119 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ seconds: 1 })
  const again = await rig.batch()
  expect(again.pid).not.toBe(call.pid)
  expect(receiveCounts(again)).toEqual(['2'])
})

/**
 * @documented SQS API Reference, ChangeMessageVisibility: "Changes the visibility timeout of a specified
 *   message in a queue to a new value."
 */
test('each message of a batch has its own visibility', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL, LONG)
  await rig.send(url, '1', '2')
  const call = await rig.batch()
  await change(url, call, 10, '2')
  call.fail('no')
  await rig.lambda.ended(name, 1)
  await rig.clock.advanceBy({ seconds: 10 })
  const first = await rig.batch()
  expect(bodies(first)).toEqual(['2'])
  first.answer()
  await rig.lambda.ended(name, 2)
  await rig.clock.advanceBy({ seconds: 590 })
  expect(bodies(await rig.batch())).toEqual(['1'])
})

/**
 * @documented SQS Developer Guide, Visibility timeout: "The new timeout period takes effect from the time you
 *   call the ChangeMessageVisibility action"
 */
test('a heartbeat longer than the queue’s timeout keeps the message invisible, after a failure as well', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL)
  await rig.send(url, '1')
  const call = await rig.batch()
  await change(url, call, 300)
  call.fail('no')
  await rig.lambda.ended(name, 1)
  await rig.clock.advanceBy({ seconds: 299 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ seconds: 1 })
  expect(receiveCounts(await rig.batch())).toEqual(['2'])
})

/** What the function does with its message, with the receipt handle of its event. */
async function change(QueueUrl: string, { event }: Call<SQSEvent>, seconds: number, body?: string) {
  const record = event.Records.find(each => body === undefined || each.body === body)
  await rig.sqs.changeMessageVisibility({
    QueueUrl,
    ReceiptHandle: record?.receiptHandle,
    VisibilityTimeout: seconds,
  })
}
