import fc from 'fast-check'
import type { Shape } from '../../../src/api/model/input-shape.ts'
import { INPUTS } from '../../../src/services/kinesis/input-model.ts'
import { signedFetch } from '../../signed-request.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'

/*
 * Whatever members a request has, and whatever is in them, it is answered as the service documents it: with a result,
 * or with an error that blames the request.
 */

const rig = new KinesisRig()
let iterator: string
let token: string
let consumer: string
let sequenceNumber: string

beforeAll(async () => {
  await rig.open()
  await rig.stream('orders', 2)
  sequenceNumber = await rig.put('orders', 'a')
})
// Iterators and tokens expire after five minutes, and a consumer may be deregistered.
beforeEach(async () => {
  consumer = await consumerArn()
  iterator = await rig.iterator('orders')
  token = (await rig.client.listShards({ StreamName: 'orders', MaxResults: 1 })).NextToken as string
})
afterAll(() => rig.close())

async function consumerArn(): Promise<string> {
  const StreamARN = rig.arn('orders')
  const { Consumers = [] } = await rig.client.listStreamConsumers({ StreamARN })
  const registered = Consumers.find(({ ConsumerStatus }) => ConsumerStatus === 'ACTIVE')
  if (registered) return registered.ConsumerARN as string
  const { Consumer } = await rig.client.registerStreamConsumer({ StreamARN, ConsumerName: 'reader' })
  await rig.settle()
  return Consumer?.ConsumerARN as string
}

/** Values that mean something to some member. */
const WORDS = () => [
  'orders',
  rig.arn('orders'),
  consumer,
  shardId(0),
  shardId(1),
  iterator,
  token,
  `${token.split('.')[0]}.AAAA`,
  '0',
  String(2n ** 127n),
  'YQ==',
  'alias/aws/kinesis',
  '{"Statement":[]}',
  '__proto__',
  '',
]

/** Values that let a request get far, by the name of the member. */
const NAMED = (): Readonly<Record<string, unknown[]>> => ({
  StreamName: ['orders', 'orders', 'another'],
  StreamARN: [rig.arn('orders')],
  ResourceARN: [rig.arn('orders'), consumer],
  ConsumerARN: [consumer],
  ShardId: [shardId(0), shardId(1)],
  ShardToSplit: [shardId(0), shardId(1)],
  NewStartingHashKey: ['1000', String(2n ** 127n)],
  ShardToMerge: [shardId(0)],
  AdjacentShardToMerge: [shardId(1)],
  ShardIterator: [iterator],
  StartingSequenceNumber: [sequenceNumber],
  SequenceNumberForOrdering: [sequenceNumber],
  NextToken: [token],
  Policy: ['{"Statement":[]}'],
  KeyId: ['alias/aws/kinesis'],
  EncryptionType: ['KMS'],
  Data: ['YQ=='],
  RetentionPeriodHours: [24, 48],
  MaxRecordSizeInKiB: [1024, 2048],
})

/** What a member may hold, or, now and then, anything. */
function anything(shape: Shape, name = ''): fc.Arbitrary<unknown> {
  const fitting = NAMED()[name]
  return fc.oneof(
    { weight: 40, arbitrary: fitting ? fc.constantFrom(...fitting) : meantFor(shape) },
    { weight: 1, arbitrary: meantFor(shape) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  )
}

function meantFor(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'structure': {
      const simulated = Object.entries(shape.members).filter(([name]) => !shape.notSimulated.has(name))
      const members = Object.fromEntries(
        simulated.map(([name, member]) => [name, anything(member.shape, name)]),
      )
      return fc.record(members, {
        requiredKeys: [...shape.required],
      })
    }
    case 'list':
      return fc.array(anything(shape.member), { maxLength: 3 })
    case 'map':
      return fc.dictionary(fc.constantFrom(...WORDS()), anything(shape.value), { maxKeys: 3 })
    case 'integer':
      return fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer())
    case 'timestamp':
      return fc.oneof(fc.constant(rig.clock.now() / 1000), fc.double())
    case 'boolean':
      return fc.boolean()
    case 'string':
      return fc.constantFrom(...(shape.values ?? WORDS()))
    default:
      return fc.constantFrom(...WORDS())
  }
}

async function statusOf(operation: string, input: unknown): Promise<number> {
  const response = await signedFetch(rig.rig.target, 'kinesis', '/', {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
    },
    body: JSON.stringify(input),
  })
  // A subscription goes on for minutes.
  await response.body?.cancel()
  return response.status
}

// Without DeleteStream the stream stays, so that the others find it.
/** @own the reading of requests */
test.each(INPUTS.operations.filter(operation => operation !== 'DeleteStream'))(
  '%s answers 200 or 400',
  async operation => {
    await fc.assert(
      fc.asyncProperty(anything(INPUTS.input(operation)), async input => {
        expect([200, 400]).toContain(await statusOf(operation, input))
        await rig.settle()
      }),
      { numRuns: 60 },
    )
  },
)
