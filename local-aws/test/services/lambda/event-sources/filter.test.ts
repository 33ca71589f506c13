import { bodies, QueueRig } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const filters = (...patterns: object[]) => ({
  FilterCriteria: { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
})

/**
 * @documented Lambda Developer Guide, Using event filtering with an Amazon SQS event source: messages that
 *   match no filter are deleted from the queue
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_filter[single],
 *   2025-11-25
 */
test('messages that satisfy no filter are deleted without an invocation (Using event filtering with an Amazon SQS event source)', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, '{"code":"BBBB","n":1}', '{"code":"AAAA"}', '{"code":"BBBB","n":2}')
  await rig.feed('orders', filters({ body: { code: ['BBBB'] } }))
  const call = await rig.batch()
  expect(bodies(call)).toEqual(['{"code":"BBBB","n":1}', '{"code":"BBBB","n":2}'])
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

/**
 * @documented Lambda Developer Guide, Event filtering: filters are "logically ORed together"
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_event_filter[or-filter],
 *   2024-12-10
 */
test('filters are "logically ORed together"', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, '{"n":1}', '{"n":5}', '{"n":9}')
  await rig.feed('orders', filters({ body: { n: [1] } }, { body: { n: [{ numeric: ['>', 8] }] } }))
  expect(bodies(await rig.batch())).toEqual(['{"n":1}', '{"n":9}'])
})

/** @documented Lambda Developer Guide, Event filtering: up to five filters per event source */
test('five filters', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, ...[1, 2, 3, 4, 5, 6].map(n => `{"n":${n}}`))
  await rig.feed('orders', filters(...[1, 2, 3, 4, 6].map(n => ({ body: { n: [n] } }))))
  expect(bodies(await rig.batch())).toEqual([1, 2, 3, 4, 6].map(n => `{"n":${n}}`))
})

/** @own messages that are nested more deeply than the call stack allows */
test('a message of thousands of levels is filtered, and those after it come', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, `${'['.repeat(200_000)}${']'.repeat(200_000)}`, '{"code":"AAAA"}')
  await rig.feed('orders', filters({ body: { code: ['AAAA'] } }))
  expect(bodies(await rig.batch())).toEqual(['{"code":"AAAA"}'])
})

describe('a pattern for properties drops text, and a pattern for text drops JSON', () => {
  const messages = ['{"code":"text"}', 'text', 'other text', '["text"]']

  /**
   * @documented Lambda Developer Guide, Using event filtering with an Amazon SQS event source: a plain text
   *   pattern drops JSON, and a JSON pattern drops plain text
   */
  test.each([
    ['properties', { body: { code: ['text'] } }, ['{"code":"text"}']],
    ['text', { body: ['text'] }, ['text']],
  ])('a pattern for %s', async (_, pattern, expected) => {
    const url = await rig.queue('orders')
    await rig.send(url, ...messages)
    await rig.feed('orders', filters(pattern))
    expect(bodies(await rig.batch())).toEqual(expected)
    expect((await rig.depth(url)).waiting).toBe(0)
  })
})

/**
 * @documented Lambda Developer Guide, Using event filtering with an Amazon SQS event source: filters on the
 *   body key alone, up to five of them
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_sqs.py::TestSQSEventSourceMapping::test_sqs_invalid_event_filter[simple
 *   string], 2025-11-25
 */
test.each([
  ['"only support filtering on the body key"', [{ messageAttributes: { a: ['b'] } }], /body/],
  ['an operator that there is not', [{ body: { a: [{ like: 'x' }] } }], /Invalid filter pattern/],
  ['"up to five different filters"', Array(6).fill({ body: { a: ['b'] } }), /5 filters/],
])('refused: %s', async (_, patterns, message) => {
  await expect(rig.feed('orders', filters(...patterns))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(message),
  })
})
