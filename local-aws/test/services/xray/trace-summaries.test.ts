import { GetTraceSummariesCommand } from '@aws-sdk/client-xray'
import { openXRay, type XRayRig } from './xray-rig.ts'

let aws: XRayRig

beforeEach(async () => {
  aws = await openXRay()
})
afterEach(() => aws.close())

/** @documented X-Ray API Reference, TraceSummary: its members */
test('a summary adds up what the documents of the trace say', async () => {
  const root = aws.segment({
    name: 'messaging-dev-buying',
    origin: 'AWS::Lambda',
    resource_arn: 'arn:aws:lambda:us-east-1:000000000000:function:buying',
    http: { request: { url: 'http://shop/purchases', method: 'POST' }, response: { status: 202 } },
  })
  const { trace_id } = root
  await aws.clock.advanceBy({ seconds: 1 })
  const child = aws.segment({
    trace_id,
    parent_id: root.id,
    name: 'messaging-dev-buying',
    origin: 'AWS::Lambda::Function',
    user: 'alice',
    throttle: true,
    subsegments: [{ ...aws.segment(), annotations: { purchaseId: 'p-1', items: 2, gift: true } }],
  })
  await aws.put(child, root)

  const service = (Type: string) => ({
    Name: 'messaging-dev-buying',
    Names: ['messaging-dev-buying'],
    AccountId: '000000000000',
    Type,
  })
  const inFunction = { ServiceIds: [service('AWS::Lambda::Function')] }
  expect(await aws.summaries()).toEqual([
    {
      Id: trace_id,
      StartTime: new Date(aws.clock.now() - 1100),
      Duration: 1.1,
      ResponseTime: 0.1,
      HasFault: false,
      HasError: false,
      HasThrottle: true,
      IsPartial: false,
      Http: { HttpURL: 'http://shop/purchases', HttpMethod: 'POST', HttpStatus: 202 },
      Annotations: {
        purchaseId: [{ AnnotationValue: { StringValue: 'p-1' }, ...inFunction }],
        items: [{ AnnotationValue: { NumberValue: 2 }, ...inFunction }],
        gift: [{ AnnotationValue: { BooleanValue: true }, ...inFunction }],
      },
      Users: [{ UserName: 'alice', ServiceIds: [] }],
      ServiceIds: [service('AWS::Lambda'), service('AWS::Lambda::Function')],
      ResourceARNs: [{ ARN: 'arn:aws:lambda:us-east-1:000000000000:function:buying' }],
      EntryPoint: service('AWS::Lambda'),
      Revision: 2,
      MatchedEventTime: new Date(aws.clock.now() - 1000),
    },
  ])
})

/**
 * @documented X-Ray API Reference, TraceSummary, HasFault: "The root segment document has a 500 series
 *   error."
 */
test('HasFault and HasError are the root\'s ("The root segment document has a 500 series error")', async () => {
  const call = { ...aws.segment(), name: 'SNS' }
  const root = aws.segment({ error: true, subsegments: [call] })
  // Its clock runs behind: the earliest segment is not the root.
  const start_time = root.start_time - 1
  await aws.put(root, aws.segment({ trace_id: root.trace_id, parent_id: call.id, start_time, fault: true }))

  expect(await aws.summaries()).toMatchObject([{ HasError: true, HasFault: false }])
})

/**
 * @documented X-Ray API Reference, GetTraceSummaries, TimeRangeType: "Query trace summaries by TraceId (trace
 *   start time), Event (trace update time), or Service (trace segment end time)."
 */
test('the time range is of the trace id, of its last update, or of its end (TimeRangeType)', async () => {
  const start = aws.clock.now()
  const { trace_id } = aws.segment()
  await aws.clock.advanceBy({ minutes: 10 })
  const segment = aws.segment({ trace_id })
  await aws.clock.advanceBy({ minutes: 10 })
  await aws.put(segment)

  const at = async (minute: number, TimeRangeType?: 'TraceId' | 'Event' | 'Service') => {
    const StartTime = new Date(start + minute * 60_000 - 1000)
    const EndTime = new Date(start + minute * 60_000 + 1000)
    return (await aws.summaries({ StartTime, EndTime, TimeRangeType })).length
  }
  expect([await at(0), await at(10), await at(20)]).toEqual([1, 0, 0])
  expect([await at(0, 'Event'), await at(10, 'Event'), await at(20, 'Event')]).toEqual([0, 0, 1])
  expect([await at(0, 'Service'), await at(10, 'Service'), await at(20, 'Service')]).toEqual([0, 1, 0])
})

/** @documented X-Ray API Reference, GetTraceSummaries, NextToken: the next page */
test('NextToken leads through more than a page', async () => {
  for (let count = 0; count < 501; count++) aws.xray.record(aws.segment())
  const page = (NextToken?: string) => {
    const now = aws.clock.now()
    const range = { StartTime: new Date(now - 1000), EndTime: new Date(now) }
    return aws.client.send(new GetTraceSummariesCommand({ ...range, NextToken }))
  }

  const first = await page()
  expect(first.TraceSummaries).toHaveLength(500)
  const second = await page(first.NextToken)
  expect(second.TraceSummaries).toHaveLength(1)
  expect(second.NextToken).toBeUndefined()
})

/** @documented X-Ray Developer Guide, Using filter expressions: keywords, operators, and complex keywords */
describe('filter expressions (X-Ray, "Using filter expressions")', () => {
  beforeEach(async () => {
    const named = (name: string, more: object = {}) => aws.segment({ user: name, name: 'shop', ...more })
    const http = { request: { url: 'http://shop/api/game/1', method: 'GET' }, response: { status: 200 } }
    await aws.put(
      named('ok', { http, annotations: { gameid: '817DL6VO', age: 30 } }),
      named('error', { error: true, annotations: { gameid: 'other', age: 29, vip: false } }),
      named('fault', {
        fault: true,
        subsegments: [{ ...aws.segment(), annotations: { 'purchase.id': 'p-1', vip: true } }],
      }),
      named('slow', { start_time: aws.clock.now() / 1000 - 7 }),
    )
    const root = named('downstream')
    await aws.put(
      root,
      aws.segment({
        trace_id: root.trace_id,
        parent_id: root.id,
        name: 'mail',
        fault: true,
        origin: 'AWS::Lambda',
      }),
    )
  })

  const ALL = ['ok', 'error', 'fault', 'slow', 'downstream']

  test.each([
    ['', ALL],
    ['error', ['error']],
    ['fault', ['fault']],
    ['!ok', ['error', 'fault']],
    ['ok = false', ['error', 'fault']],
    ['fault = true', ['fault']],
    ['error OR fault', ['error', 'fault']],
    ['duration >= 5 AND duration <= 8', ['slow']],
    ['ok !partial duration < 3', ['ok', 'downstream']],
    ['responsetime > 5', ['slow']],
    ['http.status = 200', ['ok']],
    ['http.url CONTAINS "/api/game/"', ['ok']],
    ['http.url BEGINSWITH "http://shop" AND http.url ENDSWITH "/1"', ['ok']],
    ['http.method != "GET"', []],
    ['user CONTAINS ""', ALL],
    ['user = "ok"', ['ok']],
    ['annotation.gameid = "817DL6VO"', ['ok']],
    ['annotation[gameid] = "817DL6VO"', ['ok']],
    ['annotation.gameid != "817DL6VO"', ['error']],
    ['annotation.gameid', ['ok', 'error']],
    ['annotation.age > 29', ['ok']],
    ['annotation.age >= 29 AND !error', ['ok']],
    ['annotation.vip = true', ['fault']],
    ['annotation[purchase.id] = "p-1"', ['fault']],
    ['annotation.age = "30"', []],
    ['service("mail")', ['downstream']],
    ['service("mail") { fault }', ['downstream']],
    ['service("shop") { fault }', ['fault']],
    ['service() { fault }', ['fault', 'downstream']],
    ['service(id(name: "mail", type: "AWS::Lambda")) { fault }', ['downstream']],
    ['service(id(type: "AWS::Lambda::Function"))', []],
    ['user = "slow" OR (error AND annotation.age = 29)', ['error', 'slow']],
    ['!service("mail") AND ok', ['ok', 'slow']],
  ])('%s', async (FilterExpression, expected) => {
    const found = await aws.summaries({ FilterExpression })
    expect(found.map(({ Users }) => Users?.[0]?.UserName)).toEqual(expected)
  })

  /**
   * @documented X-Ray Developer Guide, Using filter expressions: the syntax
   * @own keywords, refused as not simulated
   */
  test.each([
    ['edge("shop", "mail") { error }', 'edge'],
    ['group.name = "x"', 'group.name'],
    ['rootcause.fault.entity', 'rootcause'],
    ['annotation.age >', 'the end'],
    ['error AND', 'the end'],
    ['(error', 'the end'],
    ['duration', 'the end'],
    ['error )', ')'],
  ])('%s is refused', async (FilterExpression, named) => {
    await expect(aws.summaries({ FilterExpression })).rejects.toThrow(named)
  })
})
