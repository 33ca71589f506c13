import type { Located } from './resource.ts'
import { functions, ofType, pointedTo, serviceOf } from './stage.ts'

/** Memory, time, and the most that run at once where that is reserved; all others are small. */
const SIZES: Record<string, string> = {
  'video-encoder': '3008 MB of x86_64 with 2048 MB of storage, 900 s',
  'video-synchronous-encoder': '3008 MB of x86_64 with 2048 MB of storage, 900 s, 2 at once',
  'video-synchronous-upload': '512 MB of arm64, 30 s, 4 at once',
  'posts-fan-out': '512 MB of arm64, 60 s',
  'clickstream-trends': '512 MB of arm64, 900 s',
  'clickstream-baskets': '512 MB of arm64, 900 s',
  'clickstream-recount': '512 MB of arm64, 60 s',
  'clickstream-retake': '512 MB of arm64, 60 s',
  'clickstream-replay': '512 MB of arm64, 120 s',
  'shop-archive': '512 MB of arm64, 120 s',
  'shop-rebuild': '512 MB of arm64, 120 s',
}

const OF_A_CONSUMER = '512 MB of arm64, 30 s'
const OF_A_ROUTE = '512 MB of arm64, 10 s'

/** How many records an invocation gets, and how long Lambda waits for more of them; ten without waiting otherwise. */
const BATCHES: Record<string, string> = {
  'shop-receipts': '10 within 1 s',
  'mail-mailer': '25 within 1 s',
  'clickstream-purchases': '10 within 1 s',
  'video-encoder': '1',
  'posts-fan-out': '1',
  'clickstream-recount': '1',
  'clickstream-retake': '1',
  'clickstream-trends': '100',
  'clickstream-baskets': '100',
}

const services = functions.map(one => ({ service: serviceOf(one), one }))
const sources = ofType('AWS::Lambda::EventSourceMapping').map(source => ({
  service: serviceOf(pointedTo(functions, source, 'FunctionName') as Located),
  source: source.Properties,
}))
const consumers = new Set(sources.map(({ service }) => service))

test.each(services)('$service has its size', ({ service, one: { Properties } }) => {
  const { MemorySize, Architectures, Timeout, EphemeralStorage, ReservedConcurrentExecutions } = Properties
  const storage = EphemeralStorage as { Size: number } | undefined
  const size = [
    `${MemorySize} MB of ${Architectures}${storage ? ` with ${storage.Size} MB of storage` : ''}`,
    `${Timeout} s`,
    ...(ReservedConcurrentExecutions === undefined ? [] : [`${ReservedConcurrentExecutions} at once`]),
  ]
  expect(size.join(', ')).toBe(SIZES[service] ?? (consumers.has(service) ? OF_A_CONSUMER : OF_A_ROUTE))
})

test.each(services)('$service is traced, and logs JSON for 30 days', ({ service, one }) => {
  const logs = logGroupOf(one)
  const [domain = '', ...name] = service.split('-')
  expect(logs?.Properties).toEqual({
    LogGroupName: `/messaging/dev/${domain}/${name.join('-')}`,
    RetentionInDays: 30,
  })
  expect(one.Properties).toMatchObject({
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
  })
})

test('only the fan-out, which goes from page to page, may invoke itself by its messages', () => {
  const recursive = services.filter(({ one }) => one.Properties.RecursiveLoop !== undefined)
  expect(recursive.map(({ service, one }) => [service, one.Properties.RecursiveLoop])).toEqual([
    ['posts-fan-out', 'Allow'],
  ])
})

test.each(sources)('$service gets its records in batches', ({ service, source }) => {
  const { BatchSize, MaximumBatchingWindowInSeconds: window } = source
  expect(`${BatchSize}${window ? ` within ${window} s` : ''}`).toBe(BATCHES[service] ?? '10')
  expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
})

test('a reader of the stream begins with its oldest record, halves a batch that fails, and keeps what it gives up', () => {
  const readers = sources.filter(({ source }) => source.StartingPosition !== undefined)
  expect(readers.map(({ service }) => service)).toEqual(['clickstream-trends', 'clickstream-baskets'])
  for (const { source } of readers) {
    expect(source).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      // An hour before the stream deletes them.
      MaximumRecordAgeInSeconds: 23 * 3_600,
      MetricsConfig: { Metrics: ['EventCount'] },
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/GivenUpBucket$/), 'Arn'] } },
      },
    })
  }
})

function logGroupOf({ stack, Properties }: Located): Located | undefined {
  const { LogGroup } = Properties.LoggingConfig as { LogGroup: { Ref: string } }
  return ofType('AWS::Logs::LogGroup').find(one => one.stack === stack && one.id === LogGroup.Ref)
}
