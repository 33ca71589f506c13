import { Log } from '../log.ts'

const NOW = Date.parse('2026-01-02T03:04:05.000Z')
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1_000)

let log: Log
let inTime: typeof import('../../../lambda/runtime/in-time.ts')

beforeAll(async () => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Messaging/dev'
  process.env.POWERTOOLS_SERVICE_NAME = 'shop-shipping'
  inTime = await import('../../../lambda/runtime/in-time.ts')
})
beforeEach(() => {
  log = new Log()
  jest.spyOn(Date, 'now').mockReturnValue(NOW)
})
afterEach(() => jest.restoreAllMocks())

const lines = () => log.text.split('\n').flatMap(line => (line ? [JSON.parse(line)] : []))

test('what ends within the seconds of its objective is in time; what ends later, or is a dead letter, is not', () => {
  inTime.completed('shop', secondsAgo(60))
  inTime.completed('shop', secondsAgo(60.001))
  inTime.missed('shop')
  inTime.publishInTime()
  expect(log.inTime('shop')).toEqual([1, 0, 0])
})

test('an invocation writes one line a pipeline, by the pipeline alone, once', () => {
  inTime.completed('mail', secondsAgo(1))
  inTime.completed('mail', secondsAgo(2))
  inTime.publishInTime()
  inTime.publishInTime()
  expect(lines()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Messaging/dev',
            Dimensions: [['pipeline']],
            Metrics: [{ Name: 'InTime', Unit: 'Count' }],
          },
        ],
      },
      pipeline: 'mail',
      InTime: [1, 1],
    },
  ])
  // What the alarms on ten million items a month are paid for by.
  expect(log.text.length).toBeLessThan(220)
})

test('no value is lost of more than a line holds', () => {
  for (let item = 0; item < 250; item++) inTime.completed('clickstream', secondsAgo(item))
  inTime.publishInTime()
  expect(log.inTime('clickstream')).toEqual([...Array(61).fill(1), ...Array(189).fill(0)])
})

test('nothing is written where nothing ended', () => {
  inTime.publishInTime()
  expect(log.text).toBe('')
})
