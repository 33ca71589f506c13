import { outageCost, totalOf } from '../../../../tools/bench/outage/outage-cost.ts'
import { shipper } from './outage-results.ts'

test('invocations cost requests, memory by time, two requests of SQS, and what they log', () => {
  const use = { invocations: 1_000_000, durationMs: 10_000_000, receives: 10_000_000, emptyReceives: 1_000 }
  const cost = outageCost(shipper, use, 2 ** 31)
  // 0.20 a million, and 5,000 GB-s of arm64.
  expect(cost.lambda).toBeCloseTo(0.2 + 5_000 * 0.0000133334)
  expect(cost.sqs).toBeCloseTo(2.001 * 0.5)
  expect(cost.logs).toBeCloseTo(1)
  expect(totalOf(cost)).toBeCloseTo(cost.lambda + cost.sqs + cost.logs)
})
