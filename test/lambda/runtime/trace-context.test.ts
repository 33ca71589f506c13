import {
  derivedTrace,
  invocationTrace,
  namedTrace,
  traceAttributes,
} from '../../../lambda/runtime/trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

describe('the trace that a traceparent names', () => {
  test.each([
    [`00-${TRACE}-${PARENT}-01`, true],
    [`00-${TRACE}-${PARENT}-00`, false],
    // "the behavior of other flags … is not defined", and a later version may have more at its end.
    [`00-${TRACE}-${PARENT}-03`, true],
    [`cc-${TRACE}-${PARENT}-02-what-the-future-will-be-like`, false],
  ])('is read from %s', (traceparent, sampled) => {
    expect(namedTrace({ traceparent })).toEqual({ traceId: TRACE, sampled })
  })

  test.each([
    ['nothing', undefined],
    ['no text', ''],
    ['an invalid version', `ff-${TRACE}-${PARENT}-01`],
    ['more than version 00 has', `00-${TRACE}-${PARENT}-01-more`],
    ['a trace-id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent-id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a trace-id too short', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['two headers', `00-${TRACE}-${PARENT}-01,00-${TRACE}-${PARENT}-01`],
  ])('is none for %s', (_, traceparent) => {
    expect(namedTrace({ traceparent, tracestate: 'rojo=1' })).toBeUndefined()
  })

  test.each([
    ['rojo=1,congo=t61', 'rojo=1,congo=t61'],
    ['x'.repeat(512), 'x'.repeat(512)],
    ['x'.repeat(513), undefined],
    ['', undefined],
    ['rojo=\n', undefined],
  ])('has the tracestate, where that is printable and at most 512 characters: %j', (tracestate, taken) => {
    const trace = namedTrace({ traceparent: `00-${TRACE}-${PARENT}-01`, tracestate })
    expect(trace?.tracestate).toBe(taken)
  })
})

describe('the trace of an invocation', () => {
  afterEach(() => {
    delete process.env._X_AMZN_TRACE_ID
  })

  test.each([
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1', true],
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=0;Lineage=1:a:0', false],
    ['Root=1-5759e988-bd862e3fe1be46a994272793', false],
  ])('is that of X-Ray: %s', (header, sampled) => {
    process.env._X_AMZN_TRACE_ID = header
    expect(invocationTrace()).toEqual({ traceId: '5759e988bd862e3fe1be46a994272793', sampled })
  })

  test.each(['', 'Root=1-5759e988', 'Sampled=1'])('is none for %j', header => {
    process.env._X_AMZN_TRACE_ID = header
    expect(invocationTrace()).toBeUndefined()
  })
})

describe('the attributes of what is sent', () => {
  test('name the trace, and a parent that follows from the trace and the id', () => {
    const trace = { traceId: TRACE, sampled: true, tracestate: 'rojo=1' }
    const one = traceAttributes(trace, 'urn:a:1')
    expect(one).toEqual({
      traceparent: expect.stringMatching(`^00-${TRACE}-[0-9a-f]{16}-01$`),
      tracestate: 'rojo=1',
    })
    expect(traceAttributes(trace, 'urn:a:1')).toEqual(one)
    expect(traceAttributes(trace, 'urn:a:2')).not.toEqual(one)
    expect(traceAttributes({ ...trace, traceId: derivedTrace('c').traceId }, 'urn:a:1')).not.toEqual(one)
  })

  test('have no tracestate without one, and the flag of a trace that is not sampled', () => {
    expect(traceAttributes({ traceId: TRACE, sampled: false }, 'a')).toEqual({
      traceparent: expect.stringMatching(/-00$/),
    })
  })

  test('can be read again', () => {
    const trace = derivedTrace('purchase-1')
    expect(namedTrace(traceAttributes(trace, 'a'))).toEqual(trace)
  })
})
