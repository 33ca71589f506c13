import { Log } from '../log.ts'

let log: Log
let runtime: typeof import('../../../lambda/runtime/metrics.ts')

beforeAll(async () => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Messaging'
  process.env.POWERTOOLS_SERVICE_NAME = 'test'
  runtime = await import('../../../lambda/runtime/metrics.ts')
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

test('a count of one is written, and of zero nothing', () => {
  runtime.countUnlessZero('Late', 0)
  expect(runtime.metrics.hasStoredMetrics()).toBe(false)
  runtime.countUnlessZero('Late', 1)
  runtime.metrics.publishStoredMetrics()
  expect(log.metrics).toEqual([expect.objectContaining({ service: 'test', Late: 1 })])
})
