import type { PutRecordCommandInput } from '@aws-sdk/client-kinesis'
import { KinesisStage } from './kinesis-stage.ts'

const stage = new KinesisStage()
beforeAll(() => stage.open())
afterAll(() => stage.close())

// Developer Guide, building-consumers: "multiple consumers … read data from the same stream in parallel".
test('a second reader gets every record, whatever the first has read', async () => {
  const StreamName = await stage.stream('shared')
  for (const text of ['a', 'b', 'c']) await stage.put(StreamName, text)
  expect(await stage.texts(await stage.iterator(StreamName))).toEqual(['a', 'b', 'c'])
  expect(await stage.texts(await stage.iterator(StreamName))).toEqual(['a', 'b', 'c'])
})

// GetShardIterator, Timestamp.
test('a reader goes back to a time and gets the same records again', async () => {
  const StreamName = await stage.stream('replayed')
  await stage.put(StreamName, 'early')
  await stage.clock.advanceBy({ hours: 1 })
  const at = new Date(stage.clock.now())
  for (const text of ['a', 'b']) await stage.put(StreamName, text)
  expect(await stage.texts(await stage.iterator(StreamName))).toEqual(['early', 'a', 'b'])

  await stage.clock.advanceBy({ hours: 20 })
  const ShardIterator = await stage.iterator(StreamName, { type: 'AT_TIMESTAMP', at })
  const { Records = [] } = await stage.client.getRecords({ ShardIterator })
  expect(Records.map(({ PartitionKey }) => PartitionKey)).toEqual(['a', 'b'])
  expect(Records[0]?.ApproximateArrivalTimestamp).toEqual(at)
})

// Developer Guide, "Handle duplicate records": a producer that tries again may write a record twice.
test('a record that is written twice is read twice', async () => {
  const StreamName = await stage.stream('duplicated')
  const first = await stage.put(StreamName, 'same')
  expect(await stage.put(StreamName, 'same')).not.toBe(first)
  expect(await stage.texts(await stage.iterator(StreamName))).toEqual(['same', 'same'])
})

test('a record cannot be delayed: it is read as soon as it is written', async () => {
  const StreamName = await stage.stream('undelayed')
  const record = { StreamName, PartitionKey: 'a', Data: Buffer.from('now') }
  // @ts-expect-error PutRecord has no such parameter, so the SDK does not send it.
  const delayed: PutRecordCommandInput = { ...record, DelaySeconds: 900 }
  await stage.client.putRecord(delayed)
  expect(await stage.texts(await stage.iterator(StreamName))).toEqual(['now'])
})
