import { liveLine } from '../../src/live/live-line.ts'
import { NO_LOG_LINES } from '../../src/live/log-lines.ts'

const line = (happening: Parameters<typeof liveLine>[0]) => liveLine(happening, NO_LOG_LINES)

test.each([
  [202, undefined, 'POST /a  202  3 ms', 'info'],
  [404, undefined, 'POST /a  404  3 ms', 'warn'],
  [500, 'The function failed:\n  boom', 'POST /a  500  3 ms  The function failed: boom', 'error'],
] as const)('a request that is answered with %i', (status, reason, text, level) => {
  expect(line({ kind: 'request', method: 'POST', path: '/a', status, ms: 3.2, reason })).toEqual({
    text,
    level,
  })
})

test('an alarm is a line when it comes on or goes off', () => {
  const alarm = { kind: 'alarm', name: 'old-messages', reason: 'Threshold crossed' } as const
  expect(line({ ...alarm, from: 'OK', to: 'ALARM' })).toEqual({
    text: 'ALARM  old-messages  Threshold crossed',
    level: 'error',
  })
  expect(line({ ...alarm, from: 'ALARM', to: 'OK' })?.level).toBe('info')
  expect(line({ ...alarm, from: 'INSUFFICIENT_DATA', to: 'OK' })).toBeUndefined()
})

/** @own the live log */
test('a denial is a line', () => {
  const reason = 'sqs:SendMessage on orders: no statement of worker allows it'
  expect(line({ kind: 'denial', name: 'worker', reason })).toEqual({
    text: `worker  denied  ${reason}`,
    level: 'error',
  })
})

test('an object that Firehose delivers is a line, and so is an outage', () => {
  const object = { kind: 'object', name: 'to-lake', bucket: 'lake', key: 'events/1.gz' } as const
  expect(line({ ...object, records: 1234, bytes: 56_789 })).toEqual({
    text: 'to-lake  s3://lake/events/1.gz  1,234 records, 56,789 bytes',
    level: 'info',
  })
  expect(line({ kind: 'retry', name: 'to-lake', reason: 'lake: AccessDenied' })).toEqual({
    text: 'to-lake  retries  lake: AccessDenied',
    level: 'warn',
  })
})

test('a log line is what the project makes of it', () => {
  const happening = { kind: 'log', functionName: 'f', text: '{"message":"hop"}' } as const
  expect(line(happening)).toBeUndefined()
  expect(liveLine(happening, text => ({ text, level: 'warn' }))).toEqual({
    text: happening.text,
    level: 'warn',
  })
})
