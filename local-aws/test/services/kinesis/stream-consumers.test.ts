import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const register = (stream: string, ConsumerName: string) =>
  rig.client.registerStreamConsumer({ StreamARN: rig.arn(stream), ConsumerName })

/**
 * @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_stream_consumers, 2022-08-26
 * @documented Kinesis API Reference, RegisterStreamConsumer and DescribeStreamConsumer: the errors
 *   ResourceInUseException and ResourceNotFoundException
 */
test('a consumer is registered, found by its ARN and by its name, and deregistered', async () => {
  const StreamARN = rig.arn(await rig.stream('read'))
  const { Consumer } = await register('read', 'consumer')
  const seconds = Math.floor(rig.clock.now() / 1000)
  expect(Consumer).toEqual({
    ConsumerName: 'consumer',
    ConsumerARN: `${StreamARN}/consumer/consumer:${seconds}`,
    ConsumerStatus: 'CREATING',
    ConsumerCreationTimestamp: expect.any(Date),
  })
  await rig.settle()
  const active = { ...Consumer, ConsumerStatus: 'ACTIVE' }
  const ConsumerARN = Consumer?.ConsumerARN as string
  expect((await rig.client.listStreamConsumers({ StreamARN })).Consumers).toEqual([active])
  for (const reference of [{ ConsumerARN }, { StreamARN, ConsumerName: 'consumer' }]) {
    const { ConsumerDescription } = await rig.client.describeStreamConsumer(reference)
    expect(ConsumerDescription).toEqual({ ...active, StreamARN })
  }
  await rig.client.tagResource({ ResourceARN: ConsumerARN, Tags: { stage: 'dev' } })
  expect((await rig.client.listTagsForResource({ ResourceARN: ConsumerARN })).Tags).toHaveLength(1)

  await expect(register('read', 'consumer')).rejects.toMatchObject({ name: 'ResourceInUseException' })
  await rig.client.deregisterStreamConsumer({ ConsumerARN })
  expect((await rig.client.listStreamConsumers({ StreamARN })).Consumers).toMatchObject([
    { ConsumerStatus: 'DELETING' },
  ])
  await rig.settle()
  await expect(rig.client.describeStreamConsumer({ ConsumerARN })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

/**
 * @documented Kinesis API Reference, RegisterStreamConsumer: "You can register up to 20 consumers per
 *   stream."; at most five of them CREATING
 */
test('five consumers at a time, twenty in all, listed by pages', async () => {
  const StreamARN = rig.arn(await rig.stream('crowded'))
  for (let index = 0; index < 20; index++) {
    await register('crowded', `c${String(index).padStart(2, '0')}`)
    if (index === 4)
      await expect(register('crowded', 'd')).rejects.toMatchObject({ name: 'LimitExceededException' })
    if (index % 5 === 4) await rig.settle()
  }
  await expect(register('crowded', 'd')).rejects.toThrow('20 registered consumers')
  const first = await rig.client.listStreamConsumers({ StreamARN, MaxResults: 15 })
  const second = await rig.client.listStreamConsumers({ StreamARN, NextToken: first.NextToken })
  expect(second.Consumers?.map(({ ConsumerName }) => ConsumerName)).toEqual([
    'c15',
    'c16',
    'c17',
    'c18',
    'c19',
  ])
})

/**
 * @documented Kinesis API Reference, DeleteStream, EnforceConsumerDeletion: "If this parameter is unset
 *   (null) or if you set it to false, and the stream has registered consumers, the call to DeleteStream fails
 *   with a ResourceInUseException."
 */
test('a stream with consumers is deleted only with EnforceConsumerDeletion', async () => {
  const input = { StreamName: 'crowded' }
  await expect(rig.client.deleteStream(input)).rejects.toMatchObject({ name: 'ResourceInUseException' })
  await rig.client.deleteStream({ ...input, EnforceConsumerDeletion: true })
  await rig.settle()
  await expect(rig.client.describeStream(input)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})
