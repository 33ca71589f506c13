import { administratorRole } from '../../role-policies.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(async () => {
  administratorRole(rig.rig.account, 'reader')
  await rig.open()
})
afterAll(() => rig.close())

const ROLE = 'arn:aws:sts::000000000000:assumed-role/reader/session'
const reader = { ...rig.caller, arn: ROLE }

/** @own streams in process, for event sources */
test('another service reads a stream to the end of each shard', async () => {
  await rig.stream('read')
  const sequenceNumber = await rig.put('read', 'a')
  await rig.client.splitShard({ StreamName: 'read', ShardToSplit: shardId(0), NewStartingHashKey: '1000' })
  await rig.settle()
  const stream = rig.service.byArn(rig.arn('read'))
  expect(stream.shards(reader)).toEqual([
    { id: shardId(0), parentIds: [], open: false },
    { id: shardId(1), parentIds: [shardId(0)], open: true },
    { id: shardId(2), parentIds: [shardId(0)], open: true },
  ])
  const iterator = stream.iterator(shardId(0), { type: 'TRIM_HORIZON' }, reader)
  expect(stream.records(iterator, 10, reader)).toMatchObject({
    records: [{ sequenceNumber, partitionKey: 'a', data: 'YQ==', arrivedAt: expect.any(Number) }],
    nextIterator: undefined,
    millisBehindLatest: 0,
  })
})

/** @own streams in process, for event sources */
test('another service subscribes to a shard until it ends', async () => {
  const StreamARN = rig.arn(await rig.stream('subscribed'))
  const { Consumer } = await rig.client.registerStreamConsumer({ StreamARN, ConsumerName: 'reader' })
  await rig.settle()
  const consumer = rig.service.consumerByArn(Consumer?.ConsumerARN as string)
  const subscription = consumer.subscribe(shardId(0), { type: 'TRIM_HORIZON' }, reader)
  const pushed = subscription.next(60_000)
  const sequenceNumber = await rig.put('subscribed', 'a')
  expect(await pushed).toMatchObject({
    ...{ records: [{ sequenceNumber, data: 'YQ==' }], millisBehindLatest: 0, endOfShard: false },
  })
  const idle = subscription.next(500)
  await rig.clock.advanceBy({ milliseconds: 500 })
  expect(await idle).toMatchObject({ records: [], endOfShard: false })
  const ending = subscription.next(60_000)
  const split = { ShardToSplit: shardId(0), NewStartingHashKey: '1000' }
  await rig.client.splitShard({ StreamName: 'subscribed', ...split })
  await rig.settle()
  expect(await ending).toMatchObject({ records: [], endOfShard: true })
  expect(await subscription.next(60_000)).toBeUndefined()
})

/** @own streams in process, for event sources */
test('a missing stream or consumer is not found', () => {
  expect(() => rig.service.byArn(rig.arn('none'))).toThrow(
    'Stream none under account 000000000000 not found.',
  )
  const arn = `${rig.arn('read')}/consumer/none:1`
  expect(() => rig.service.consumerByArn(arn)).toThrow(`Consumer ${arn} not found.`)
})

/**
 * @documented IAM User Guide, Policy evaluation logic: "An explicit deny in any of these policies overrides
 *   the allow"
 */
test.each([
  ['kinesis:ListShards', () => rig.service.byArn(rig.arn('denied')).shards(reader)],
  [
    'kinesis:GetShardIterator',
    () => rig.service.byArn(rig.arn('denied')).iterator(shardId(0), { type: 'LATEST' }, reader),
  ],
  [
    'kinesis:GetRecords',
    () => {
      const stream = rig.service.byArn(rig.arn('denied'))
      return stream.records(stream.iterator(shardId(0), { type: 'LATEST' }, rig.caller), 1, reader)
    },
  ],
])('%s is denied to a role', async (Action, call) => {
  const { account } = rig.rig
  if (Action === 'kinesis:ListShards') await rig.stream('denied')
  administratorRole(account, 'reader', { Action, Resource: rig.arn('denied') })
  expect(call).toThrow(
    `User: ${ROLE} is not authorized to perform: ${Action} on resource: ${rig.arn('denied')} with an explicit deny in an identity-based policy`,
  )
  administratorRole(account, 'reader', { Action, Resource: rig.arn('another') })
  expect(call).not.toThrow()
})
