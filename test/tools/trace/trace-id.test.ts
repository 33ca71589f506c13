import { traceIdIn } from '../../../tools/trace/trace-id.ts'

const TRACE = '5759e988bd862e3fe1be46a994272793'

test.each([
  ['a trace-id', TRACE],
  ['a traceparent', `00-${TRACE}-b7ad6b7169203331-01`],
  ["X-Ray's id", '1-5759e988-bd862e3fe1be46a994272793'],
])('%s names a trace', (_, given) => {
  expect(traceIdIn(given)).toBe(TRACE)
})

test.each(['01a226fd', '01a226fd-bb10-7420-9846-97df66eb307a', TRACE.slice(1), `${TRACE}0`])(
  '%s names none',
  given => {
    expect(traceIdIn(given)).toBeUndefined()
  },
)
