import type { EndingKind } from '../../../lambda/queue/ending.ts'
import { sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

let log: Log
let recordMetrics: typeof import('../../../lambda/queue/record-metrics.ts')
let metrics: typeof import('../../../lambda/runtime/metrics.ts').metrics

beforeAll(async () => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Messaging'
  process.env.POWERTOOLS_SERVICE_NAME = 'test-consumer'
  recordMetrics = await import('../../../lambda/queue/record-metrics.ts')
  ;({ metrics } = await import('../../../lambda/runtime/metrics.ts'))
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** What is written of these endings: the names and units of the metrics, and their values. */
function counted(...endings: EndingKind[]) {
  recordMetrics.countRecords(endings)
  metrics.publishStoredMetrics()
  return log.metrics.map(({ _aws, ...values }) => values)
}

const waiting = (dependency: 'sqs' | 'ses' | 'release', refused = false): EndingKind => ({
  kind: 'waiting',
  for: dependency,
  refused,
})

test('a batch without failures says so, and says no other zero', () => {
  expect(counted()).toEqual([{ service: 'test-consumer', ProcessedRecords: 0, FailedRecords: 0 }])
})

test('each way to end is counted by its name', () => {
  const endings: EndingKind[] = [
    ...Array(5).fill({ kind: 'done' }),
    ...Array(4).fill({ kind: 'failed' }),
    ...Array(3).fill({ kind: 'postponed' }),
    { kind: 'dead-lettered', verdict: false },
    { kind: 'dead-lettered', verdict: true },
    waiting('sqs'),
  ]
  expect(counted(...endings).at(-1)).toEqual({
    service: 'test-consumer',
    ProcessedRecords: 5,
    FailedRecords: 4,
    PostponedRecords: 3,
    DeadLetteredRecords: 2,
    WaitingRecords: 1,
  })
})

test('records that wait are counted by what they wait for, too, whoever it is that waits', () => {
  expect(counted(waiting('sqs'), waiting('ses'), waiting('sqs'))).toEqual([
    { dependency: 'sqs', WaitingRecords: 2 },
    { dependency: 'ses', WaitingRecords: 1 },
    expect.objectContaining({ service: 'test-consumer', WaitingRecords: 3 }),
  ])
})

test('records that wait for a release are counted by pipeline, too', () => {
  expect(counted(waiting('release'), waiting('release'))).toEqual([
    { dependency: 'release', WaitingRecords: 2 },
    { dependency: 'release', pipeline: 'test', WaitingRecords: 2 },
    expect.objectContaining({ service: 'test-consumer', WaitingRecords: 2 }),
  ])
})

describe('faults by version', () => {
  afterEach(() => {
    delete process.env.AWS_LAMBDA_FUNCTION_VERSION
  })
  const faults: EndingKind[] = [
    { kind: 'done' },
    { kind: 'failed' },
    { kind: 'failed' },
    { kind: 'dead-lettered', verdict: false },
  ]

  test('are counted of a published version, once more', () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    expect(counted(...faults)).toEqual([
      { service: 'test-consumer', version: '12', FailedRecords: 2 },
      { service: 'test-consumer', version: '12', DeadLetteredRecords: 1 },
      expect.objectContaining({ FailedRecords: 2, DeadLetteredRecords: 1 }),
    ])
  })

  test('are those, too, that wait for what is missing or refused, for which a new version may be at fault', () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    expect(counted({ kind: 'failed' }, waiting('sqs', true), waiting('ses'))).toEqual([
      { dependency: 'sqs', WaitingRecords: 1 },
      { dependency: 'ses', WaitingRecords: 1 },
      { service: 'test-consumer', version: '12', FailedRecords: 2 },
      expect.objectContaining({ FailedRecords: 1, WaitingRecords: 2 }),
    ])
  })

  test('are not dead letters by a verdict on what a person sent', () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    expect(
      counted({ kind: 'dead-lettered', verdict: true }, { kind: 'dead-lettered', verdict: false }),
    ).toEqual([
      { service: 'test-consumer', version: '12', DeadLetteredRecords: 1 },
      expect.objectContaining({ DeadLetteredRecords: 2 }),
    ])
  })

  test('are not of a batch without any', () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    expect(counted({ kind: 'done' }, { kind: 'postponed' }, waiting('sqs'))).not.toContainEqual(
      expect.objectContaining({ version: '12' }),
    )
  })

  test('are not of $LATEST', () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '$LATEST'
    expect(counted(...faults)).toHaveLength(1)
  })
})

test.each([
  ['is told in seconds', 1_500, 1.5],
  ['is never negative, though clocks differ', -1_500, 0],
])('the age of a message %s', (_, ageMs, seconds) => {
  jest.spyOn(Date, 'now').mockReturnValue(1_000_000)
  const record = sqsRecord('{}')
  record.attributes.SentTimestamp = String(1_000_000 - ageMs)
  recordMetrics.measureAge(record)
  metrics.publishStoredMetrics()
  expect(log.metrics).toEqual([expect.objectContaining({ MessageAge: seconds })])
  expect(JSON.stringify(log.metrics)).toContain('{"Name":"MessageAge","Unit":"Seconds"}')
})
