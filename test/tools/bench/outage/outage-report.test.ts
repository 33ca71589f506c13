import { reportOutage } from '../../../../tools/bench/outage/outage-report.ts'
import type { OutageResult } from '../../../../tools/bench/outage/outage-run.ts'
import { outageResult } from './outage-results.ts'

/** 20 receives a message: three in the first minute, five in the first ten. */
const SECONDS = [0, 2, 30, 120, 400, ...Array.from({ length: 15 }, (_, index) => 700 + index * 180)]

const BACKLOG = outageResult(150_000, 6_000, SECONDS)
const SAMPLE = outageResult(100, 100, SECONDS)

function rows(backlog: Partial<OutageResult> = {}, sample: Partial<OutageResult> = {}) {
  const all = reportOutage({ backlog: { ...BACKLOG, ...backlog }, sample: { ...SAMPLE, ...sample } })
  return (start: string) => all.find(({ what }) => what.startsWith(start))
}

test('the rate of all messages says what bounded it, and of how many messages it is', () => {
  expect(rows()('150,000 waiting for 60 min')).toMatchObject({
    measured: '0.013',
    beside: '120,000 receives, of 6,000 messages: limited by this machine, not by the policy',
    target: { text: '≤ 1', met: true },
  })
})

test('the rate of the sample is the policy’s, by age of the outage', () => {
  expect(rows({}, { waitingForConsumer: 0.52 })('100 waiting for 60 min')).toMatchObject({
    measured: '0.333',
    beside:
      'limited by the policy only (0.5 waited for a consumer on average); in the first ten minutes 0.50; in the first minute, while functions start, 3.00',
    target: { met: true },
  })
})

test('what the invocations cost is told by service', () => {
  const row = rows()
  expect(row('invocations')).toMatchObject({
    measured: '12,000',
    beside: '10.0 messages and 8.0 ms per invocation',
  })
  expect(row('their cost')).toMatchObject({
    measured: '$0.1268',
    beside:
      'Lambda $0.0030, SQS $0.0120, Logs $0.1118; DynamoDB refuses everything; us-east-1, November 2026',
  })
})

test('the cost of all messages at the rate of the sample is computed with the batches of both', () => {
  const use = { invocations: 2_000, durationMs: 16_000, receives: 2_000, emptyReceives: 0 }
  expect(rows({}, { use })('computed')).toMatchObject({
    measured: '$3.17 to $6.55',
    beside: expect.stringContaining(
      '3,000,000 receives by 300,000 to 3,000,000 invocations of 10.0 or 1.0 messages',
    ),
  })
})

test.each<[string, string, Partial<OutageResult>]>([
  ['as many receives as SQS allows', 'most receives', { maxReceiveCount: 20 }],
  ['fewer drained than wanted', 'restored', { drain: { done: 2_999, ms: 90_000 } }],
  ['a dead letter', 'dead letters', { deadLetters: 1 }],
])('%s misses the target', (_what, start, changes) => {
  expect(rows()(start)?.target?.met).toBe(true)
  expect(rows(changes)(start)?.target?.met).toBe(false)
})

test('more than one receive a message and minute misses the target', () => {
  const often = Array.from({ length: 61 }, (_, index) => index)
  const all = reportOutage({ backlog: outageResult(100, 100, often), sample: outageResult(100, 100, [0]) })
  expect(all.slice(0, 2).map(({ target }) => target?.met)).toEqual([false, true])
})
