import { KinesisStage } from './kinesis-stage.ts'

const stage = new KinesisStage()
beforeAll(() => stage.open())
afterAll(() => stage.close())

/** A stream with a record each second: a, b, c. */
async function threeRecords(name: string) {
  await stage.stream(name)
  const sequence: string[] = []
  const times: Date[] = []
  for (const text of ['a', 'b', 'c']) {
    times.push(new Date(stage.clock.now()))
    sequence.push(await stage.put(name, text))
    await stage.clock.advanceBy({ seconds: 1 })
  }
  return { sequence, times }
}

// GetShardIterator, ShardIteratorType.
test('each type starts where AWS says', async () => {
  const { sequence, times } = await threeRecords('types')
  const [, b] = sequence
  const between = new Date((times[0]?.getTime() ?? 0) + 1)
  const before = new Date((times[0]?.getTime() ?? 0) - 60_000)
  const cases = [
    [{ type: 'TRIM_HORIZON' }, ['a', 'b', 'c']],
    [{ type: 'LATEST' }, []],
    [{ type: 'AT_SEQUENCE_NUMBER', sequence: b }, ['b', 'c']],
    [{ type: 'AFTER_SEQUENCE_NUMBER', sequence: b }, ['c']],
    [{ type: 'AT_TIMESTAMP', at: times[1] }, ['b', 'c']],
    // "If a record with this exact time stamp does not exist, the iterator returned is for the next (later) record."
    [{ type: 'AT_TIMESTAMP', at: between }, ['b', 'c']],
    [{ type: 'AT_TIMESTAMP', at: before }, ['a', 'b', 'c']],
  ] as const
  for (const [position, texts] of cases) {
    expect([position, await stage.texts(await stage.iterator('types', position))]).toEqual([position, texts])
    await stage.clock.advanceBy({ seconds: 1 })
  }
})

test('LATEST reads what comes after it', async () => {
  await threeRecords('latest')
  const iterator = await stage.iterator('latest', { type: 'LATEST' })
  await stage.put('latest', 'd')
  expect(await stage.texts(iterator)).toEqual(['d'])
})

test('iterators lead from record to record, and can be used again', async () => {
  await threeRecords('chain')
  const first = await stage.iterator('chain')
  const { NextShardIterator } = await stage.client.getRecords({ ShardIterator: first, Limit: 2 })
  expect(await stage.texts(NextShardIterator as string)).toEqual(['c'])
  expect(await stage.texts(first, 1)).toEqual(['a'])
})

// "A shard iterator expires 5 minutes after it is returned to the requester."
test('an iterator expires after five minutes', async () => {
  await threeRecords('expiring')
  const iterator = await stage.iterator('expiring')
  await stage.clock.advanceBy({ minutes: 5 })
  expect(await stage.texts(iterator)).toEqual(['a', 'b', 'c'])
  await stage.clock.advanceBy({ milliseconds: 1 })
  await expect(stage.texts(iterator)).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
    message: expect.stringMatching(
      /^Iterator expired\. The iterator was created at time Thu Jan 01 \d\d:\d\d:\d\d UTC 2026 while right now it is Thu Jan 01 .* tolerated delay of 300000 milliseconds\.$/,
    ),
  })
})

test.each([
  ['no sequence number', { type: 'AT_SEQUENCE_NUMBER' }, 'AT_SEQUENCE_NUMBER and no StartingSequenceNumber'],
  ['one too many', { type: 'LATEST', sequence: '1' }, 'LATEST and also a StartingSequenceNumber'],
  ['no time', { type: 'AT_TIMESTAMP' }, 'Must specify timestampInMillis parameter for'],
  ['a time to come', { type: 'AT_TIMESTAMP', at: new Date('2030-01-01') }, 'cannot be greater than'],
  ['another number', { type: 'AT_SEQUENCE_NUMBER', sequence: '123' }, 'is invalid.'],
])('GetShardIterator with %s is refused', async (title, position, message) => {
  const name = await stage.stream(title.replaceAll(' ', '-'))
  await expect(stage.iterator(name, position)).rejects.toMatchObject({
    name: 'InvalidArgumentException',
    message: expect.stringContaining(message),
  })
})

test('sequence numbers of other shards and of other streams are refused', async () => {
  await stage.stream('two', 2)
  const { sequence } = await threeRecords('other')
  const ofOther = { type: 'AT_SEQUENCE_NUMBER', sequence: sequence[0] }
  await expect(stage.iterator('two', { ...ofOther, shard: 1 })).rejects.toThrow(
    'It encodes shardId-000000000000, while it was used in a call to a shard with shardId-000000000001',
  )
  await expect(stage.iterator('two', ofOther)).rejects.toThrow('it did not come from this stream')
})

test.each(['AAAA', '', 'A'.repeat(513), Buffer.from('0/x/0/shardId-000000000000/1').toString('base64')])(
  'GetRecords with the iterator %j is refused',
  async ShardIterator => {
    await expect(stage.client.getRecords({ ShardIterator })).rejects.toThrow(
      /Invalid ShardIterator|at 'shardIterator'/,
    )
  },
)

test.each([
  [
    'shardId-000000000007',
    'Shard shardId-000000000007 in stream types under account 000000000000 does not exist',
  ],
  ['7', 'Shard shardId-000000000007 in stream types under account 000000000000 does not exist'],
  ['first', 'Could not find shard first in stream types under account 000000000000.'],
  ['2147483648', 'Could not find shard 2147483648 in stream types under account 000000000000.'],
])('a shard %s that is not there is not found', async (ShardId, message) => {
  const input = { StreamName: 'types', ShardId, ShardIteratorType: 'LATEST' as const }
  await expect(stage.client.getShardIterator(input)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message,
  })
})

test.each(['0', '-0', 'shardId-0', 'x-000'])('%s names the first shard', async ShardId => {
  const name = await stage.stream(`spelling-${ShardId}`)
  await stage.put(name, 'a')
  const input = { StreamName: name, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const }
  const { ShardIterator } = await stage.client.getShardIterator(input)
  expect(await stage.texts(ShardIterator as string)).toEqual(['a'])
})

test('an iterator may stand in quotation marks', async () => {
  await threeRecords('quoted')
  expect(await stage.texts(`"${await stage.iterator('quoted')}"`)).toEqual(['a', 'b', 'c'])
})

test('no two iterators are the same, even of reads that found nothing', async () => {
  const name = await stage.stream('unmoved')
  const first = await stage.iterator(name)
  const { NextShardIterator: second } = await stage.client.getRecords({ ShardIterator: first })
  const { NextShardIterator: third } = await stage.client.getRecords({ ShardIterator: second })
  expect(new Set([first, second, third, await stage.iterator(name)]).size).toBe(4)
})

// "It has been deleted and recreated": another stream.
test('an iterator ends with its stream', async () => {
  await threeRecords('again')
  const iterator = await stage.iterator('again')
  await stage.client.deleteStream({ StreamName: 'again' })
  await stage.settle()
  await stage.stream('again')
  await expect(stage.texts(iterator)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
