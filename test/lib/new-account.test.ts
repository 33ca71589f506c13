import { allResources, appWith } from './app-of-stage.ts'
import type { Located } from './resource.ts'

const ofType = (type: string, resources: Located[]) => resources.filter(({ Type }) => Type === type)

/** The maximum concurrency of each queue's consumer, by the id of its event source. */
function concurrency(resources: Located[]): Record<string, number> {
  const sources = ofType('AWS::Lambda::EventSourceMapping', resources)
    .filter(({ Properties }) => Properties.StartingPosition === undefined)
    .map(({ id, Properties }) => [
      id.replace(/(Worker)?Source$/, ''),
      (Properties.ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency,
    ])
  return Object.fromEntries(sources)
}

describe('with its defaults, a stage fits into a new account', () => {
  const resources = allResources(appWith())

  // "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008".
  test('no function has more memory than new accounts allow', () => {
    for (const { Properties } of ofType('AWS::Lambda::Function', resources)) {
      expect(Properties.MemorySize).toBeLessThanOrEqual(3008)
    }
  })

  // "decreases account's UnreservedConcurrentExecution below its minimum value of [10]", of 10.
  test('nothing reserves any of its ten concurrent executions', () => {
    for (const { Properties } of ofType('AWS::Lambda::Function', resources)) {
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined()
    }
  })

  test('each of the thirteen queues asks for the lowest concurrency that Lambda accepts', () => {
    expect(Object.values(concurrency(resources))).toEqual(Array(13).fill(2))
  })

  test('the stream has one shard, of which each reader works on one batch at a time', () => {
    const [stream] = ofType('AWS::Kinesis::Stream', resources)
    expect(stream?.Properties.ShardCount).toBe(1)
    const readers = ofType('AWS::Lambda::EventSourceMapping', resources).filter(
      ({ Properties }) => Properties.StartingPosition !== undefined,
    )
    expect(readers).toHaveLength(2)
    for (const { Properties } of readers) expect(Properties.ParallelizationFactor).toBeUndefined()
  })

  // The burst quota of Cape Town, Milan, Jakarta and others is 1,250, their rate quota 2,500.
  test('no API promises more than an account has in every region', () => {
    const limits = ofType('AWS::ApiGatewayV2::Stage', resources).flatMap(({ Properties }) => [
      Properties.DefaultRouteSettings,
      ...Object.values((Properties.RouteSettings as Record<string, unknown>) ?? {}),
    ])
    expect(limits).toHaveLength(12)
    for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of limits as Record<string, number>[]) {
      expect(ThrottlingRateLimit).toBeLessThanOrEqual(2500)
      expect(ThrottlingBurstLimit).toBeLessThanOrEqual(1250)
    }
  })
})

test('a higher limit raises the concurrency of all consumers, except the mailer, which keeps to the rate of SES', () => {
  const { Mailer, Encoder, ...others } = concurrency(allResources(appWith({ consumerConcurrency: 40 })))
  expect({ Mailer, Encoder }).toEqual({ Mailer: 2, Encoder: 2 })
  expect(Object.values(others)).toEqual(Array(11).fill(40))
})
