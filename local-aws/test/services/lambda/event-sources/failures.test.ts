import { batchItemFailures } from '../../../../src/services/lambda/event-sources/batch-item-failures.ts'
import { bodies, failures, QueueRig, receiveCounts } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] }

/**
 * @documented Lambda Developer Guide, Handling errors for an SQS event source, Backoff strategy for failed
 *   invocations: the messages are visible again after the visibility timeout
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_failing_lambda_retries_after_visibility_timeout,
 *   2025-11-25
 */
test('a failed batch comes back whole, not before its visibility timeout ends (Backoff strategy for failed invocations)', async () => {
  const { name, url } = await rig.feed('orders')
  await rig.send(url, '1', '2')
  const call = await rig.batch()
  call.fail('no table')
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })

  await rig.clock.advanceBy({ seconds: 29, milliseconds: 999 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ milliseconds: 1 })
  const again = await rig.batch()
  expect(bodies(again)).toEqual(['1', '2'])
  expect(receiveCounts(again)).toEqual(['2', '2'])
})

/**
 * @documented Lambda Developer Guide, Implementing partial batch responses: only with ReportBatchItemFailures
 *   is the response read
 */
test('a function that answers failures without ReportBatchItemFailures has succeeded', async () => {
  const { name, url } = await rig.feed('orders')
  await rig.send(url, '1', '2')
  const call = await rig.batch()
  call.answer(failures(call, '1'))
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
})

/**
 * @documented Lambda Developer Guide, Implementing partial batch responses: only the messages that are
 *   reported become visible again
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_report_batch_item_failures,
 *   2025-03-03
 */
test('with ReportBatchItemFailures, only the reported messages are redelivered', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL)
  await rig.send(url, '1', '2', '3')
  const call = await rig.batch()
  call.answer(failures(call, '2'))
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 1 })
  await rig.clock.advanceBy({ seconds: 30 })
  const again = await rig.batch()
  expect(bodies(again)).toEqual(['2'])
  expect(receiveCounts(again)).toEqual(['2'])
})

describe('Success and failure conditions of a partial batch response', () => {
  const batch = new Set(['id1', 'id2'])

  /**
   * @documented Lambda Developer Guide, Success and failure conditions: an empty or null batchItemFailures
   *   list, or an empty or null EventResponse, is complete success
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_report_batch_item_failures_empty_json_batch_succeeds,
   *   2025-11-25
   */
  test.each([
    ['an empty batchItemFailures list', { batchItemFailures: [] }],
    ['a null batchItemFailures list', { batchItemFailures: null }],
    ['an empty EventResponse', {}],
    ['a null EventResponse', null],
    ['no EventResponse', undefined],
  ])('complete success: %s', (_, response) => {
    expect(batchItemFailures(response, batch)).toEqual(new Set())
  })

  /**
   * @documented Lambda Developer Guide, Success and failure conditions: an invalid JSON response, an empty or
   *   null itemIdentifier, a bad key name, or an unknown message ID is complete failure
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_report_batch_item_failures_invalid_result_json_batch_fails,
   *   2025-11-25
   */
  test.each([
    ['an invalid JSON response', 'all is well'],
    ['an empty string itemIdentifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null itemIdentifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['an itemIdentifier with a bad key name', { batchItemFailures: [{ id: 'id1' }] }],
    ['a message ID that doesn’t exist', { batchItemFailures: [{ itemIdentifier: 'id3' }] }],
    [
      'a known and an unknown ID',
      { batchItemFailures: [{ itemIdentifier: 'id1' }, { itemIdentifier: 'x' }] },
    ],
    ['an invalid list', { batchItemFailures: 'id1' }],
    ['an invalid entry', { batchItemFailures: [null] }],
    ['a number', 0],
    ['an itemIdentifier that is no text', { batchItemFailures: [{ itemIdentifier: 1 }] }],
  ])('complete failure: %s', (_, response) => {
    expect(batchItemFailures(response, batch)).toEqual(batch)
  })

  /**
   * @documented Lambda Developer Guide, Success and failure conditions: itemIdentifiers name the messages
   *   that failed
   */
  test('a partial failure names messages of the batch', () => {
    const response = { batchItemFailures: [{ itemIdentifier: 'id2' }] }
    expect(batchItemFailures(response, batch)).toEqual(new Set(['id2']))
  })
})

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_report_batch_item_failures_invalid_result_json_batch_fails,
 *   2025-11-25
 */
test('a malformed partial response fails the whole batch', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL)
  await rig.send(url, '1', '2')
  const call = await rig.batch()
  call.answer({ batchItemFailures: [{ itemIdentifier: 'unknown' }] })
  await rig.lambda.ended(name, 1)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

/** @own an environment that is killed */
test('a worker that is killed leaves its messages to the next', async () => {
  const { url } = await rig.feed('orders', PARTIAL)
  await rig.send(url, '1')
  const call = await rig.batch()
  process.kill(call.pid, 'SIGKILL')
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ seconds: 30 })
  const again = await rig.batch()
  expect(again.pid).not.toBe(call.pid)
  expect(receiveCounts(again)).toEqual(['2'])
})

/**
 * @documented SQS API Reference, CreateQueue, RedrivePolicy: "When the ReceiveCount for a message exceeds the
 *   maxReceiveCount for a queue, Amazon SQS moves the message to the dead-letter-queue"
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::test_redrive_policy_with_failing_lambda,
 *   2025-11-25
 */
test('a message that is received too often goes to the dead-letter queue, without another attempt', async () => {
  const dead = await rig.queue('dead')
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: rig.lambda.account.arn('sqs', 'dead'),
    maxReceiveCount: 2,
  })
  const { name, url } = await rig.feed('orders', PARTIAL, { queue: { RedrivePolicy } })
  await rig.send(url, 'poison')
  for (const attempt of [1, 2]) {
    const call = await rig.batch()
    call.fail('again')
    await rig.lambda.ended(name, attempt)
    await rig.clock.advanceBy({ seconds: 30 })
  }
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
  expect(await rig.depth(dead)).toEqual({ waiting: 1, inFlight: 0 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda Developer Guide, SQS parameters: a visibility timeout that is shorter than the
 *   function's run makes messages visible again while they are processed
 */
test('a function slower than the visibility timeout has its messages delivered twice; its deletion comes too late', async () => {
  const { name, url } = await rig.feed('orders', PARTIAL, {
    queue: { VisibilityTimeout: '30' },
    function: { Timeout: 30 },
  })
  // The mapping was made in time; the queue was shortened afterwards.
  await rig.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '5' } })
  await rig.send(url, 'long')
  const slow = await rig.batch()
  await rig.clock.advanceBy({ seconds: 5 })
  const second = await rig.batch()
  expect(receiveCounts(second)).toEqual(['2'])
  slow.answer()
  await rig.lambda.ended(name, 1)
  expect((await rig.depth(url)).inFlight).toBe(1)
})
