import fc from 'fast-check'
import { FirehoseRig } from './firehose-rig.ts'

/*
 * Whatever is denied when, however the stream is resharded and the destination updated: each record is delivered once,
 * and those of one key in their order.
 */

const KEYS = ['a', 'b', 'c', 'd'] as const
const DENIABLE = [
  's3:PutObject',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
] as const

type Step =
  | { do: 'produce'; keys: readonly string[] }
  | { do: 'wait'; seconds: number }
  | { do: 'deny'; action: string }
  | { do: 'allow' }
  | { do: 'outage'; action: string; seconds: number }
  | { do: 'reshard'; shards: number }
  | { do: 'update'; seconds: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('produce' as const),
      keys: fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 7, 59, 60, 61),
    }),
  },
  fc.record({ do: fc.constant('deny' as const), action: fc.constantFrom(...DENIABLE) }),
  fc.record({ do: fc.constant('allow' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('outage' as const),
      action: fc.constantFrom(...DENIABLE),
      seconds: fc.constantFrom(1, 90, 400),
    }),
  },
  fc.record({ do: fc.constant('reshard' as const), shards: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('update' as const), seconds: fc.constantFrom(0, 10, 60, 300) }),
)

/** @own deliveries, of which none is lost or repeated */
test('each record is delivered once, in the order of its key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 25 }), async steps => {
      const rig = new FirehoseRig()
      await rig.open()
      try {
        await run(rig, steps)
      } finally {
        await rig.close()
      }
    }),
    { numRuns: 25 },
  )
})

async function run(rig: FirehoseRig, steps: readonly Step[]): Promise<void> {
  const name = await rig.reader('clicks', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } }, 2)
  const produced: string[] = []
  let version = 1
  for (const step of steps) {
    switch (step.do) {
      case 'produce':
        for (const key of step.keys) {
          const text = `${key}${produced.length} `
          produced.push(text)
          await rig.streams.putRecord({ StreamName: name, Data: Buffer.from(text), PartitionKey: key })
        }
        break
      case 'wait':
        await rig.clock.advanceBy({ seconds: step.seconds })
        break
      case 'deny':
        rig.deny(step.action)
        break
      case 'allow':
        rig.allow()
        break
      case 'outage':
        rig.deny(step.action)
        await rig.clock.advanceBy({ seconds: step.seconds })
        rig.allow()
        break
      case 'reshard':
        // Not more than twice as many or half as few at once, and ten times a day: refusals are none of this test.
        await rig.streams
          .updateShardCount({
            StreamName: name,
            TargetShardCount: step.shards,
            ScalingType: 'UNIFORM_SCALING',
          })
          .catch(() => {})
        await rig.clock.advanceBy({ seconds: 2 })
        break
      case 'update':
        await rig.client.updateDestination({
          DeliveryStreamName: name,
          CurrentDeliveryStreamVersionId: String(version++),
          DestinationId: 'destinationId-000000000001',
          ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: step.seconds } },
        })
    }
  }
  rig.allow()
  await rig.clock.advanceBy({ minutes: 7 })
  const delivered = await deliveredTexts(rig)
  expect([...delivered].sort()).toEqual([...produced].sort())
  for (const key of KEYS) {
    expect(delivered.filter(text => text.startsWith(key))).toEqual(
      produced.filter(text => text.startsWith(key)),
    )
  }
}

/** In the order in which the objects were delivered. */
async function deliveredTexts(rig: FirehoseRig): Promise<string[]> {
  const contents = new Map((await rig.delivered()).map(({ key, content }) => [key, content]))
  return rig.happenings.flatMap(happening =>
    happening.kind === 'object' ? ((contents.get(happening.key) ?? '').match(/\w+ /g) ?? []) : [],
  )
}
