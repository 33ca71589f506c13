import { allResources, appWith } from '../app-of-stage.ts'
import { bucketOf, everything, functionOf, grantsOf, ofType } from '../stage.ts'

const STACK = 'Messaging-dev-SynchronousVideo'

test('has no queue', () => {
  const types = everything.filter(({ stack }) => stack === STACK).map(({ Type }) => Type)
  expect(types).not.toContain('AWS::SQS::Queue')
  expect(types).toContain('AWS::S3::Bucket')
})

test('its encoder is the one behind the queue, as often at once, but called directly', () => {
  const comparable = (service: string) => {
    const { Architectures, MemorySize, EphemeralStorage, Timeout } = functionOf(service).Properties
    return { Architectures, MemorySize, EphemeralStorage, Timeout }
  }
  expect(comparable('video-synchronous-encoder')).toEqual(comparable('video-encoder'))
  const [mapping] = ofType('AWS::Lambda::EventSourceMapping').filter(({ id }) => id.startsWith('Encoder'))
  expect(mapping?.Properties.ScalingConfig).toEqual({
    MaximumConcurrency: functionOf('video-synchronous-encoder').Properties.ReservedConcurrentExecutions,
  })
})

test('upload waits as long as an HTTP API does, and may invoke that encoder alone', () => {
  expect(functionOf('video-synchronous-upload').Properties.Timeout).toBe(30)
  expect(grantsOf('video-synchronous-upload', 'lambda')).toEqual(['InvokeFunction EncoderFunction'])
  expect(grantsOf('video-synchronous-upload', 's3')).toEqual(['PutObject Bucket/uploads/*'])
  expect(grantsOf('video-synchronous-encoder', 's3')).toEqual([
    'GetObject Bucket/uploads/*',
    'PutObject Bucket/renditions/*',
  ])
})

test('is refused where it would reserve more than an account has', () => {
  const encoders = (encoderConcurrency: number) => () => appWith({ experiments: true, encoderConcurrency })
  expect(encoders(300)).not.toThrow()
  expect(encoders(301)).toThrow(
    'Messaging-dev-SynchronousVideo: It reserves 903 concurrent executions for 301 encoders and their uploads, and an account can reserve 900. Set encoderConcurrency to at most 300, or experiments to false.',
  )
})

test('goes with its stack in production, too', () => {
  const own = allResources(appWith({ stage: 'prod', experiments: true })).filter(
    ({ stack }) => stack === 'Messaging-prod-SynchronousVideo',
  )
  const policies = own.map(one => (one as unknown as { DeletionPolicy?: string }).DeletionPolicy)
  expect([...new Set(policies)].toSorted()).toEqual(['Delete', undefined])
})

test('leaves nothing behind for longer than a day', () => {
  const { Rules } = bucketOf(STACK).Properties.LifecycleConfiguration as { Rules: Record<string, unknown>[] }
  expect(Rules.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
    [undefined, undefined],
    ['uploads/', 1],
    ['renditions/', 1],
  ])
})
