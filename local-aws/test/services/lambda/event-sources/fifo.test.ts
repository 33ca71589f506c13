import { bodies, failures, QueueRig, receiveCounts } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] }

/**
 * @documented Lambda Developer Guide, Configuring scaling behavior: "the number of concurrent invocations is
 *   capped by the number of message group IDs"
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_fifo_message_group_parallelism,
 *   2025-11-25
 */
test('a group is worked on by one batch at a time, in order; other groups are not held back', async () => {
  const { url } = await rig.feed('shipping.fifo', { ...PARTIAL, BatchSize: 1 })
  await rig.send(url, 'a1', 'a2', 'b1')
  const calls = [await rig.batch(), await rig.batch()]
  expect(calls.map(bodies).sort()).toEqual([['a1'], ['b1']])
  for (const call of calls) call.answer()
  expect(bodies(await rig.batch())).toEqual(['a2'])
})

/**
 * @documented SQS Developer Guide, Using the Amazon SQS message group ID: "Messages within the same message group are always processed one at a time, in strict order, ensuring that no two messages from the same group are processed simultaneously."
 */
test('a message that its function puts back is not worked on before the batch is over', async () => {
  const { name, url } = await rig.feed('shipping.fifo', PARTIAL)
  await rig.send(url, 'a1', 'a2')
  const first = await rig.batch()
  const ReceiptHandle = first.event.Records[0]?.receiptHandle
  await rig.sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 })
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
  expect(rig.lambda.lambda.environments('shipping')).toHaveLength(1)

  first.answer(failures(first, 'a1', 'a2'))
  await rig.lambda.ended(name, 1)
  const again = await rig.batch()
  expect(bodies(again)).toEqual(['a1'])
  again.answer()
  await rig.lambda.ended(name, 2)
  await rig.clock.advanceBy({ seconds: 30 })
  expect(bodies(await rig.batch())).toEqual(['a2'])
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: set the queue's visibility timeout to at least six
 *   times the function's timeout, because a message that is worked on for longer is received again
 */
test('a function that works longer than the visibility timeout gets its message again meanwhile', async () => {
  const { url } = await rig.feed('shipping.fifo', PARTIAL, { function: { Timeout: 30 } })
  await rig.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '3' } })
  await rig.send(url, 'a1')
  const slow = await rig.batch()
  await rig.clock.advanceBy({ seconds: 3 })
  const again = await rig.batch()
  expect(receiveCounts(again)).toEqual(['2'])
  again.answer()
  slow.answer()
})

/** @own a batch that waits for an earlier one of its group */
test('a batch whose turn comes after its visibility timeout is left to the next receive', async () => {
  const { name, url } = await rig.feed('shipping.fifo', PARTIAL, { function: { Timeout: 30 } })
  await rig.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '3' } })
  await rig.send(url, 'a1', 'a2')
  const first = await rig.batch()
  const [one, two] = first.event.Records
  const hide = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    rig.sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout })
  await hide(two?.receiptHandle, 60)
  await hide(one?.receiptHandle, 0)
  await rig.clock.advanceBy({ seconds: 4 })
  first.answer(failures(first, 'a2'))
  await rig.lambda.ended(name, 1)
  const again = await rig.batch()
  expect(receiveCounts(again)).toEqual(['3'])
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: "each batch may contain messages from
 *   more than one message group, but the order of the messages is maintained"
 */
test('"each batch may contain messages from more than one message group, but the order of the messages is maintained"', async () => {
  const url = await rig.queue('shipping.fifo')
  await rig.send(url, 'a1', 'b1', 'a2', 'b2')
  await rig.feed('shipping.fifo', PARTIAL)
  const call = await rig.batch()
  const got = bodies(call)
  expect(got.filter(body => body.startsWith('a'))).toEqual(['a1', 'a2'])
  expect(got.filter(body => body.startsWith('b'))).toEqual(['b1', 'b2'])
})

/**
 * @documented SQS API Reference, ReceiveMessage: "While messages with a particular MessageGroupId are
 *   invisible, no more messages belonging to the same MessageGroupId are returned until the visibility
 *   timeout expires"
 */
test('a failed message holds its group back until it is visible again, and nobody else’s', async () => {
  const { name, url } = await rig.feed('shipping.fifo', { ...PARTIAL, BatchSize: 1 })
  await rig.send(url, 'a1', 'a2')
  const first = await rig.batch()
  first.answer(failures(first, 'a1'))
  await rig.lambda.ended(name, 1)

  await rig.send(url, 'b1')
  const other = await rig.batch()
  expect(bodies(other)).toEqual(['b1'])
  other.answer()
  await rig.lambda.ended(name, 2)
  await rig.clock.advanceBy({ seconds: 29 })
  expect(rig.lambda.bench.unexpected).toBe(0)

  await rig.clock.advanceBy({ seconds: 1 })
  const again = await rig.batch()
  expect(bodies(again)).toEqual(['a1'])
  again.answer()
  expect(bodies(await rig.batch())).toEqual(['a2'])
})

/**
 * @documented Lambda Developer Guide, Configuring scaling behavior: "the number of concurrent invocations is
 *   capped by the number of message group IDs"
 */
test('"the number of concurrent invocations is capped by the number of message group IDs"', async () => {
  const { url } = await rig.feed('shipping.fifo', { ...PARTIAL, BatchSize: 1 })
  await rig.send(url, 'a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3')
  await rig.lambda.bench.several(3)
  // Within the 3 seconds that a function has, and long enough for the pollers to look again.
  await rig.clock.advanceBy({ seconds: 2 })
  expect(rig.lambda.lambda.environments('shipping')).toHaveLength(3)
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: the order of the messages of a group is
 *   maintained
 */
test('what did not fit into a batch is not worked on when what came before it in the order failed', async () => {
  const url = await rig.queue('shipping.fifo')
  for (const n of [1, 2, 3, 4, 5, 6]) await rig.send(url, `a${n}`.repeat(524_288))
  const { name } = await rig.feed('shipping.fifo', PARTIAL)
  const first = await rig.batch()
  expect(first.event.Records).toHaveLength(5)
  first.fail('no carrier')
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 6 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})
