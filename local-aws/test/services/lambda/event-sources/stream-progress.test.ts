import type { StreamRecord, StreamShard } from '../../../../src/ports.ts'
import {
  ShardProgress,
  StreamProgress,
} from '../../../../src/services/lambda/event-sources/stream-progress.ts'

function record(sequenceNumber: string): StreamRecord {
  return { sequenceNumber, partitionKey: 'a', data: '', arrivedAt: 0 }
}

const [one, two, three] = ['1', '2', '3'].map(record) as [StreamRecord, StreamRecord, StreamRecord]

/** @own the progress of a mapping in a shard */
test('the checkpoint stands before the first record that is not done, whatever is done after it', () => {
  const progress = new ShardProgress('s', { type: 'LATEST' })
  progress.iterator = 'next'
  progress.read([one, two, three])
  progress.done([three])
  progress.done([one])
  progress.rewind()
  expect(progress.position).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '1' })
  expect(progress.iterator).toBeUndefined()
})

/** @own the progress of a mapping in a shard */
test('records that were done after an unfinished one are not returned again', () => {
  const progress = new ShardProgress('s', { type: 'TRIM_HORIZON' })
  progress.read([one, two, three])
  progress.done([two])
  progress.rewind()
  expect(progress.read([one, two, three])).toEqual([one, three])
  progress.done([one])
  progress.rewind()
  expect(progress.position).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '2' })
})

/** @own the progress of a mapping in a shard */
test('unfinished records are read again, even if the mapping started at LATEST', () => {
  const progress = new ShardProgress('s', { type: 'LATEST' })
  progress.read([one, two])
  progress.rewind()
  expect(progress.position).toEqual({ type: 'AT_SEQUENCE_NUMBER', sequenceNumber: '1' })
})

/** @own the progress of a mapping in a shard */
test('reading continues after the last record that was read', () => {
  const progress = new ShardProgress('s', { type: 'TRIM_HORIZON' })
  progress.read([one, two])
  expect(progress.position).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '2' })
})

/** @own the progress of a mapping in a shard */
test('where all is done the iterator stays good', () => {
  const progress = new ShardProgress('s', { type: 'TRIM_HORIZON' })
  progress.iterator = 'next'
  progress.read([one])
  progress.done([one])
  progress.rewind()
  expect(progress.iterator).toBe('next')
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
describe('the order of shards (Kinesis, "After resharding")', () => {
  const shard = (id: string, ...parentIds: string[]): StreamShard => ({ id, parentIds, open: true })
  const ids = (progress: StreamProgress, shards: StreamShard[]) =>
    progress.readable(shards).map(({ shardId }) => shardId)

  test('children wait for all of their parents', () => {
    const progress = new StreamProgress({ type: 'TRIM_HORIZON' })
    const shards = [shard('a'), shard('b'), shard('c', 'a', 'b')]
    progress.see(shards)
    const [a, b] = progress.readable(shards) as [ShardProgress, ShardProgress]
    a.finished = true
    expect(ids(progress, shards)).toEqual(['b'])
    b.finished = true
    expect(ids(progress, shards)).toEqual(['c'])
  })

  test('a parent that has expired holds up nothing', () => {
    const progress = new StreamProgress({ type: 'TRIM_HORIZON' })
    const shards = [shard('c', 'gone')]
    progress.see(shards)
    expect(ids(progress, shards)).toEqual(['c'])
  })

  /**
   * @own not documented by AWS: where shards that come later are read from
   */
  test('shards that come later are read from their beginning, also after LATEST', () => {
    const progress = new StreamProgress({ type: 'LATEST' })
    progress.see([shard('a')])
    progress.see([shard('a'), shard('b')])
    const positions = progress.readable([shard('a'), shard('b')]).map(({ position }) => position.type)
    expect(positions).toEqual(['LATEST', 'TRIM_HORIZON'])
  })
})
