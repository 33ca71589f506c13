import { KinesisRig } from './kinesis-rig.ts'

/*
 * "This operation has a limit of 10 transactions per second per account" and the like, of each operation in the API
 * reference; what is above is a LimitExceededException.
 */

const rig = new KinesisRig()
beforeAll(async () => {
  await rig.open()
  await rig.stream('one', 2)
  await rig.stream('other')
  await rig.client.registerStreamConsumer({ StreamARN: rig.arn('one'), ConsumerName: 'reader' })
  await rig.settle()
})
afterAll(() => rig.close())
afterEach(() => rig.settle())

/** What the calls are refused with, `fulfilled` where they are not. */
async function results(count: number, call: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  for (let index = 0; index < count; index++) {
    names.push(
      await call().then(
        () => 'fulfilled',
        error => error.name,
      ),
    )
  }
  return names
}

const one = { StreamName: 'one' }
const oneArn = { StreamARN: rig.arn('one') }

describe('per account', () => {
  /**
   * @documented Kinesis API Reference, DescribeStream: "This operation has a limit of 10 transactions per
   *   second per account."; the like of the others
   */
  test.each<[string, number, () => Promise<unknown>]>([
    ['AddTagsToStream', 5, () => rig.client.addTagsToStream({ ...one, Tags: { a: 'b' } })],
    ['DescribeLimits', 1, () => rig.client.describeLimits()],
    ['DescribeStream', 10, () => rig.client.describeStream(one)],
    ['DescribeStreamSummary', 20, () => rig.client.describeStreamSummary(oneArn)],
    ['ListStreams', 5, () => rig.client.listStreams()],
    ['ListTagsForStream', 5, () => rig.client.listTagsForStream(one)],
    ['RemoveTagsFromStream', 5, () => rig.client.removeTagsFromStream({ ...one, TagKeys: ['a'] })],
  ])('%s: %i calls a second', async (_, rate, call) => {
    expect(await results(rate + 1, call)).toEqual([
      ...Array(rate).fill('fulfilled'),
      'LimitExceededException',
    ])
    await rig.clock.advanceBy({ milliseconds: 1000 / rate })
    expect(await results(2, call)).toEqual(['fulfilled', 'LimitExceededException'])
  })

  // These count too when they are refused for another reason.
  /**
   * @documented Kinesis API Reference, CreateStream: "CreateStream has a limit of five transactions per
   *   second per account."
   * @documented Kinesis API Reference, DeleteStream: "DeleteStream has a limit of five transactions per
   *   second per account."
   * @documented Kinesis API Reference, MergeShards: "MergeShards has a limit of five transactions per second
   *   per account."
   * @documented Kinesis API Reference, SplitShard: "SplitShard has a limit of five transactions per second
   *   per account."
   * @documented Kinesis Developer Guide, Quotas and limits: the rates of UpdateShardCount and
   *   RegisterStreamConsumer
   */
  test.each<[string, number, () => Promise<unknown>]>([
    ['CreateStream', 5, () => rig.client.createStream({ StreamName: 'one', ShardCount: 1 })],
    ['DeleteStream', 5, () => rig.client.deleteStream({ StreamName: 'none' })],
    [
      'MergeShards',
      5,
      () => rig.client.mergeShards({ ...one, ShardToMerge: 'none', AdjacentShardToMerge: 'none' }),
    ],
    ['SplitShard', 5, () => rig.client.splitShard({ ...one, ShardToSplit: 'none', NewStartingHashKey: '9' })],
    [
      'UpdateShardCount',
      10,
      () =>
        rig.client.updateShardCount({
          StreamName: 'none',
          TargetShardCount: 3,
          ScalingType: 'UNIFORM_SCALING',
        }),
    ],
    [
      'RegisterStreamConsumer',
      5,
      () => rig.client.registerStreamConsumer({ ...oneArn, ConsumerName: 'reader' }),
    ],
  ])('%s: %i calls a second', async (operation, rate, call) => {
    const names = await results(rate, call)
    expect(names).not.toContain('LimitExceededException')
    await expect(call()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Rate exceeded for ${operation} of account 000000000000, which is ${rate} calls per second: call it again later.`,
    })
  })

  /**
   * @documented Kinesis API Reference, DescribeStream: "This operation has a limit of 10 transactions per
   *   second per account."
   */
  test('all streams count together', async () => {
    await results(10, () => rig.client.describeStream(one))
    await expect(rig.client.describeStream({ StreamName: 'other' })).rejects.toThrow('Rate exceeded')
  })
})

describe('per stream', () => {
  const reader = { ...oneArn, ConsumerName: 'reader' }

  /**
   * @documented Kinesis API Reference, DescribeStreamConsumer: "This operation has a limit of 20 transactions
   *   per second per stream."; ListStreamConsumers: "This operation has a limit of 5 transactions per second
   *   per stream."
   */
  test.each<[string, number, () => Promise<unknown>]>([
    ['DescribeStreamConsumer', 20, () => rig.client.describeStreamConsumer(reader)],
    ['ListStreamConsumers', 5, () => rig.client.listStreamConsumers(oneArn)],
  ])('%s: %i calls a second', async (operation, rate, call) => {
    expect(await results(rate, call)).toEqual(Array(rate).fill('fulfilled'))
    await expect(call()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Rate exceeded for ${operation} of stream one, which is ${rate} calls per second: call it again later.`,
    })
  })

  /**
   * @documented Kinesis API Reference, ListStreamConsumers: "This operation has a limit of 5 transactions per
   *   second per stream."
   */
  test('each stream counts alone, by name, ARN or consumer', async () => {
    const list = (StreamARN: string) => rig.client.listStreamConsumers({ StreamARN })
    await results(5, () => list(rig.arn('one')))
    await expect(list(rig.arn('one'))).rejects.toThrow('Rate exceeded')
    await list(rig.arn('other'))
    const { ConsumerDescription } = await rig.client.describeStreamConsumer(reader)
    const { ConsumerARN } = ConsumerDescription ?? {}
    await results(19, () => rig.client.describeStreamConsumer({ ConsumerARN }))
    await expect(rig.client.describeStreamConsumer(reader)).rejects.toThrow('Rate exceeded')
  })

  /**
   * @documented Kinesis API Reference, ListShards: "This operation has a limit of 1000 transactions per
   *   second per data stream."
   */
  test('ListShards: 1000 calls a second, those with a token included', async () => {
    const { NextToken } = await rig.client.listShards({ ...one, MaxResults: 1 })
    const next = JSON.stringify({ NextToken })
    const names = await results(999, () => rig.post('ListShards', next))
    expect(new Set(names)).toEqual(new Set(['fulfilled']))
    await expect(rig.client.listShards(oneArn)).rejects.toThrow('Rate exceeded for ListShards of stream one')
    await rig.client.listShards({ StreamName: 'other' })
  })
})

/**
 * @documented Kinesis API Reference, StartStreamEncryption: "You can successfully apply a new … key … 25
 *   times in a rolling 24-hour period."
 */
test('a stream is given a key 25 times a day', async () => {
  const { KeyMetadata } = await rig.keys.createKey({})
  const key = { ...one, EncryptionType: 'KMS' as const, KeyId: KeyMetadata?.KeyId }
  const start = () => rig.client.startStreamEncryption(key)
  for (let time = 0; time < 25; time++) {
    await start()
    await rig.settle()
    await rig.client.stopStreamEncryption(key)
    await rig.settle()
  }
  await expect(start()).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: expect.stringContaining('was given a key 25 times in 24 hours'),
  })
  await rig.clock.advanceBy({ hours: 24 })
  await start()
})
