import { openXRay, type XRayRig } from './xray-rig.ts'

let aws: XRayRig

beforeEach(async () => {
  aws = await openXRay()
})
afterEach(() => aws.close())

/**
 * @documented X-Ray API Reference, PutTraceSegments: a trace ID has the time of the request "in Unix epoch
 *   time, in 8 hexadecimal digits"
 */
test('a new trace id tells the time of its request ("Unix epoch time, in 8 hexadecimal digits")', () => {
  const { traceId, parentId } = aws.xray.begin(undefined)

  expect(traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  expect(Number.parseInt(traceId.slice(2, 10), 16)).toBe(aws.clock.now() / 1000)
  expect(parentId).toBeUndefined()
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: "1 request per
 *   second and 5 percent of additional requests"
 */
test('"1 request per second and 5 percent of additional requests" (Lambda, "Visualize … using AWS X-Ray")', async () => {
  const decide = () => aws.xray.begin(undefined).sampled
  expect(decide()).toBe(true)

  const others = Array.from({ length: 4000 }, decide).filter(Boolean).length
  expect(others).toBeGreaterThan(140)
  expect(others).toBeLessThan(260)

  await aws.clock.advanceBy({ seconds: 1 })
  expect(decide()).toBe(true)
})

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'

/** @documented X-Ray Developer Guide, Tracing header: Root, Parent and Sampled */
test.each([
  [`Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, '53995c3f42cd8ad8', true],
  [`Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`, '53995c3f42cd8ad8', false],
  [`Sampled=0; Root=${ROOT}`, undefined, false],
])('a decision that was made is kept: %s', (header, parentId, sampled) => {
  aws.xray.begin(undefined)

  expect(aws.xray.begin(header)).toEqual({ traceId: ROOT, parentId, sampled })
})

/** @documented X-Ray Developer Guide, Tracing header: without a decision, one is made */
test.each([`Root=${ROOT}`, `Root=${ROOT};Sampled=?`])('without a decision one is made: %s', header => {
  expect(aws.xray.begin(header)).toEqual({ traceId: ROOT, parentId: undefined, sampled: true })
  const later = Array.from({ length: 50 }, () => aws.xray.begin(header).sampled)
  expect(later).toContain(false)
})

/** @documented X-Ray Developer Guide, Tracing header: Root, Parent and Sampled */
test.each(['', 'Sampled=1', 'Root=1-abc-def;Sampled=1', 'nonsense'])(
  '%j names no trace: a new one begins',
  header => {
    expect(aws.xray.begin(header).traceId).not.toBe(ROOT)
    expect(aws.xray.begin(header).traceId).toMatch(/^1-/)
  },
)
