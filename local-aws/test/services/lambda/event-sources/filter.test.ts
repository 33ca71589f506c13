import { bodies, QueueStage } from './queue-stage.ts'

let stage: QueueStage

beforeEach(async () => {
  stage = await QueueStage.started()
})
afterEach(() => stage.close())

const filters = (...patterns: object[]) => ({
  FilterCriteria: { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) },
})

test('messages that satisfy no filter are deleted without an invocation (Using event filtering with an Amazon SQS event source)', async () => {
  const url = await stage.queue('orders')
  await stage.send(url, '{"code":"BBBB","n":1}', '{"code":"AAAA"}', '{"code":"BBBB","n":2}')
  await stage.feed('orders', filters({ body: { code: ['BBBB'] } }))
  const call = await stage.batch()
  expect(bodies(call)).toEqual(['{"code":"BBBB","n":1}', '{"code":"BBBB","n":2}'])
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

test('filters are "logically ORed together"', async () => {
  const url = await stage.queue('orders')
  await stage.send(url, '{"n":1}', '{"n":5}', '{"n":9}')
  await stage.feed('orders', filters({ body: { n: [1] } }, { body: { n: [{ numeric: ['>', 8] }] } }))
  expect(bodies(await stage.batch())).toEqual(['{"n":1}', '{"n":9}'])
})

describe('a pattern for properties drops text, and a pattern for text drops JSON', () => {
  const messages = ['{"code":"text"}', 'text', 'other text', '["text"]']

  test.each([
    ['properties', { body: { code: ['text'] } }, ['{"code":"text"}']],
    ['text', { body: ['text'] }, ['text']],
  ])('a pattern for %s', async (_, pattern, expected) => {
    const url = await stage.queue('orders')
    await stage.send(url, ...messages)
    await stage.feed('orders', filters(pattern))
    expect(bodies(await stage.batch())).toEqual(expected)
    expect((await stage.depth(url)).waiting).toBe(0)
  })
})

test.each([
  ['"only support filtering on the body key"', [{ messageAttributes: { a: ['b'] } }], /body/],
  ['an operator that there is not', [{ body: { a: [{ like: 'x' }] } }], /Invalid filter pattern/],
  ['"up to five different filters"', Array(6).fill({ body: { a: ['b'] } }), /5 filters/],
])('refused: %s', async (_, patterns, message) => {
  await expect(stage.feed('orders', filters(...patterns))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(message),
  })
})
