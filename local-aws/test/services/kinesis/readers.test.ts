import type { PutRecordCommandInput } from '@aws-sdk/client-kinesis'
import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/**
 * @documented Kinesis Developer Guide, Building consumers: "multiple consumers … read data from the same
 *   stream in parallel"
 */
test('a second reader gets every record, whatever the first has read', async () => {
  const StreamName = await rig.stream('shared')
  for (const text of ['a', 'b', 'c']) await rig.put(StreamName, text)
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['a', 'b', 'c'])
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['a', 'b', 'c'])
})

/** @documented Kinesis API Reference, GetShardIterator, Timestamp: reading starts at that time */
test('a reader goes back to a time and gets the same records again', async () => {
  const StreamName = await rig.stream('replayed')
  await rig.put(StreamName, 'early')
  await rig.clock.advanceBy({ hours: 1 })
  const at = new Date(rig.clock.now())
  for (const text of ['a', 'b']) await rig.put(StreamName, text)
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['early', 'a', 'b'])

  await rig.clock.advanceBy({ hours: 20 })
  const ShardIterator = await rig.iterator(StreamName, { type: 'AT_TIMESTAMP', at })
  const { Records = [] } = await rig.client.getRecords({ ShardIterator })
  expect(Records.map(({ PartitionKey }) => PartitionKey)).toEqual(['a', 'b'])
  expect(Records[0]?.ApproximateArrivalTimestamp).toEqual(at)
})

/**
 * @documented Kinesis Developer Guide, Handle duplicate records: a producer that tries again may write a
 *   record twice
 */
test('a record that is written twice is read twice', async () => {
  const StreamName = await rig.stream('duplicated')
  const first = await rig.put(StreamName, 'same')
  expect(await rig.put(StreamName, 'same')).not.toBe(first)
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['same', 'same'])
})

/** @documented Kinesis API Reference, PutRecord: there is no parameter that delays a record */
test('a record cannot be delayed: it is read as soon as it is written', async () => {
  const StreamName = await rig.stream('undelayed')
  const record = { StreamName, PartitionKey: 'a', Data: Buffer.from('now') }
  // @ts-expect-error PutRecord has no such parameter, so the SDK does not send it.
  const delayed: PutRecordCommandInput = { ...record, DelaySeconds: 900 }
  await rig.client.putRecord(delayed)
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['now'])
})
