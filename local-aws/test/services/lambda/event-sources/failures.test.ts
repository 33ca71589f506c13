import { batchItemFailures } from '../../../../src/services/lambda/event-sources/batch-item-failures.ts'
import { bodies, failures, QueueStage, receiveCounts } from './queue-stage.ts'

let stage: QueueStage

beforeEach(async () => {
  stage = await QueueStage.started()
})
afterEach(() => stage.close())

const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] }

test('a failed batch comes back whole, not before its visibility timeout ends (Backoff strategy for failed invocations)', async () => {
  const { name, url } = await stage.feed('orders')
  await stage.send(url, '1', '2')
  const call = await stage.batch()
  call.fail('no table')
  await stage.lambda.ended(name, 1)
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 2 })

  await stage.clock.advanceBy({ seconds: 29, milliseconds: 999 })
  expect(stage.lambda.bench.unexpected).toBe(0)
  await stage.clock.advanceBy({ milliseconds: 1 })
  const again = await stage.batch()
  expect(bodies(again)).toEqual(['1', '2'])
  expect(receiveCounts(again)).toEqual(['2', '2'])
})

test('a function that answers failures without ReportBatchItemFailures has succeeded', async () => {
  const { name, url } = await stage.feed('orders')
  await stage.send(url, '1', '2')
  const call = await stage.batch()
  call.answer(failures(call, '1'))
  await stage.lambda.ended(name, 1)
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
})

test('with ReportBatchItemFailures only the reported messages come back', async () => {
  const { name, url } = await stage.feed('orders', PARTIAL)
  await stage.send(url, '1', '2', '3')
  const call = await stage.batch()
  call.answer(failures(call, '2'))
  await stage.lambda.ended(name, 1)
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 1 })
  await stage.clock.advanceBy({ seconds: 30 })
  const again = await stage.batch()
  expect(bodies(again)).toEqual(['2'])
  expect(receiveCounts(again)).toEqual(['2'])
})

describe('Success and failure conditions of a partial batch response', () => {
  const batch = new Set(['id1', 'id2'])

  test.each([
    ['an empty batchItemFailures list', { batchItemFailures: [] }],
    ['a null batchItemFailures list', { batchItemFailures: null }],
    ['an empty EventResponse', {}],
    ['a null EventResponse', null],
  ])('complete success: %s', (_, response) => {
    expect(batchItemFailures(response, batch)).toEqual(new Set())
  })

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
    ['a list that is none', { batchItemFailures: 'id1' }],
    ['an entry that is none', { batchItemFailures: [null] }],
  ])('complete failure: %s', (_, response) => {
    expect(batchItemFailures(response, batch)).toEqual(batch)
  })

  test('a partial failure names messages of the batch', () => {
    const response = { batchItemFailures: [{ itemIdentifier: 'id2' }] }
    expect(batchItemFailures(response, batch)).toEqual(new Set(['id2']))
  })
})

test('a malformed partial response fails the whole batch', async () => {
  const { name, url } = await stage.feed('orders', PARTIAL)
  await stage.send(url, '1', '2')
  const call = await stage.batch()
  call.answer({ batchItemFailures: [{ itemIdentifier: 'unknown' }] })
  await stage.lambda.ended(name, 1)
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

test('a worker that is killed leaves its messages to the next', async () => {
  const { url } = await stage.feed('orders', PARTIAL)
  await stage.send(url, '1')
  const call = await stage.batch()
  process.kill(call.pid, 'SIGKILL')
  await stage.lambda.ended('orders', 1)
  await stage.clock.advanceBy({ seconds: 30 })
  const again = await stage.batch()
  expect(again.pid).not.toBe(call.pid)
  expect(receiveCounts(again)).toEqual(['2'])
})

test('a message that is received too often goes to the dead-letter queue, without another attempt', async () => {
  const dead = await stage.queue('dead')
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: stage.lambda.account.arn('sqs', 'dead'),
    maxReceiveCount: 2,
  })
  const { name, url } = await stage.feed('orders', PARTIAL, { queue: { RedrivePolicy } })
  await stage.send(url, 'poison')
  for (const attempt of [1, 2]) {
    const call = await stage.batch()
    call.fail('again')
    await stage.lambda.ended(name, attempt)
    await stage.clock.advanceBy({ seconds: 30 })
  }
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
  expect(await stage.depth(dead)).toEqual({ waiting: 1, inFlight: 0 })
  expect(stage.lambda.bench.unexpected).toBe(0)
})

test('a function slower than the visibility timeout has its messages delivered twice; its deletion comes too late', async () => {
  const { name, url } = await stage.feed('orders', PARTIAL, {
    queue: { VisibilityTimeout: '30' },
    function: { Timeout: 30 },
  })
  // The mapping was made in time; the queue was shortened afterwards.
  await stage.sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '5' } })
  await stage.send(url, 'long')
  const slow = await stage.batch()
  await stage.clock.advanceBy({ seconds: 5 })
  const second = await stage.batch()
  expect(receiveCounts(second)).toEqual(['2'])
  slow.answer()
  await stage.lambda.ended(name, 1)
  expect((await stage.depth(url)).inFlight).toBe(1)
})
