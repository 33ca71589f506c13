import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** A stream with a record each second: a, b, c. */
async function threeRecords(name: string) {
  await rig.stream(name)
  const sequence: string[] = []
  const times: Date[] = []
  for (const text of ['a', 'b', 'c']) {
    times.push(new Date(rig.clock.now()))
    sequence.push(await rig.put(name, text))
    await rig.clock.advanceBy({ seconds: 1 })
  }
  return { sequence, times }
}

/**
 * @documented Kinesis API Reference, GetShardIterator, ShardIteratorType: where each type starts; "If a
 *   record with this exact time stamp does not exist, the iterator returned is for the next (later) record."
 */
test('each type starts at its documented position', async () => {
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
    expect([position, await rig.texts(await rig.iterator('types', position))]).toEqual([position, texts])
    await rig.clock.advanceBy({ seconds: 1 })
  }
})

/**
 * @documented Kinesis API Reference, GetShardIterator, LATEST: "Start reading just after the most recent
 *   record in the shard, so that you always read the most recent data in the shard."
 */
test('LATEST reads only later records', async () => {
  await threeRecords('latest')
  const iterator = await rig.iterator('latest', { type: 'LATEST' })
  await rig.put('latest', 'd')
  expect(await rig.texts(iterator)).toEqual(['d'])
})

/** @documented Kinesis API Reference, GetRecords: NextShardIterator is the next position in the shard */
test('iterators lead from record to record, and can be used again', async () => {
  await threeRecords('chain')
  const first = await rig.iterator('chain')
  const { NextShardIterator } = await rig.client.getRecords({ ShardIterator: first, Limit: 2 })
  expect(await rig.texts(NextShardIterator as string)).toEqual(['c'])
  expect(await rig.texts(first, 1)).toEqual(['a'])
})

/**
 * @documented Kinesis API Reference, GetShardIterator: "A shard iterator expires 5 minutes after it is
 *   returned to the requester."
 */
test('an iterator expires after five minutes', async () => {
  await threeRecords('expiring')
  const iterator = await rig.iterator('expiring')
  await rig.clock.advanceBy({ minutes: 5 })
  expect(await rig.texts(iterator)).toEqual(['a', 'b', 'c'])
  await rig.clock.advanceBy({ milliseconds: 1 })
  await expect(rig.texts(iterator)).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
    message: expect.stringMatching(
      /^Iterator expired\. The iterator was created at time Thu Jan 01 \d\d:\d\d:\d\d UTC 2026 while right now it is Thu Jan 01 .* tolerated delay of 300000 milliseconds\.$/,
    ),
  })
})

/**
 * @documented Kinesis API Reference, GetShardIterator: StartingSequenceNumber is "Used with shard iterator
 *   type AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.", Timestamp is "Used with shard iterator type
 *   AT_TIMESTAMP."
 */
test.each([
  ['no sequence number', { type: 'AT_SEQUENCE_NUMBER' }, 'AT_SEQUENCE_NUMBER and no StartingSequenceNumber'],
  ['one too many', { type: 'LATEST', sequence: '1' }, 'LATEST and also a StartingSequenceNumber'],
  ['no time', { type: 'AT_TIMESTAMP' }, 'Must specify timestampInMillis parameter for'],
  ['a time to come', { type: 'AT_TIMESTAMP', at: new Date('2030-01-01') }, 'cannot be greater than'],
  ['another number', { type: 'AT_SEQUENCE_NUMBER', sequence: '123' }, 'is invalid.'],
])('GetShardIterator with %s is refused', async (title, position, message) => {
  const name = await rig.stream(title.replaceAll(' ', '-'))
  await expect(rig.iterator(name, position)).rejects.toMatchObject({
    name: 'InvalidArgumentException',
    message: expect.stringContaining(message),
  })
})

/** @own not documented by AWS: the words that refuse sequence numbers of another shard or stream */
test('sequence numbers of other shards and of other streams are refused', async () => {
  await rig.stream('two', 2)
  const { sequence } = await threeRecords('other')
  const ofOther = { type: 'AT_SEQUENCE_NUMBER', sequence: sequence[0] }
  await expect(rig.iterator('two', { ...ofOther, shard: 1 })).rejects.toThrow(
    'It encodes shardId-000000000000, while it was used in a call to a shard with shardId-000000000001',
  )
  await expect(rig.iterator('two', ofOther)).rejects.toThrow('it did not come from this stream')
})

/**
 * @documented Kinesis API Reference, GetRecords, InvalidArgumentException: "A specified parameter exceeds its
 *   restrictions, is not supported, or can't be used."
 */
test.each(['AAAA', '', 'A'.repeat(513), Buffer.from('0/x/0/shardId-000000000000/1').toString('base64')])(
  'GetRecords with the iterator %j is refused',
  async ShardIterator => {
    await expect(rig.client.getRecords({ ShardIterator })).rejects.toThrow(
      /Invalid ShardIterator|at 'shardIterator'/,
    )
  },
)

/**
 * @documented Kinesis API Reference, GetShardIterator, ResourceNotFoundException: "The requested resource
 *   could not be found."
 */
test.each([
  [
    'shardId-000000000007',
    'Shard shardId-000000000007 in stream types under account 000000000000 does not exist',
  ],
  ['7', 'Shard shardId-000000000007 in stream types under account 000000000000 does not exist'],
  ['first', 'Could not find shard first in stream types under account 000000000000.'],
  ['2147483648', 'Could not find shard 2147483648 in stream types under account 000000000000.'],
])('a missing shard %s is not found', async (ShardId, message) => {
  const input = { StreamName: 'types', ShardId, ShardIteratorType: 'LATEST' as const }
  await expect(rig.client.getShardIterator(input)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message,
  })
})

/** @own not documented by AWS: short forms of shard ids */
test.each(['0', '-0', 'shardId-0', 'x-000'])('%s names the first shard', async ShardId => {
  const name = await rig.stream(`spelling-${ShardId}`)
  await rig.put(name, 'a')
  const input = { StreamName: name, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const }
  const { ShardIterator } = await rig.client.getShardIterator(input)
  expect(await rig.texts(ShardIterator as string)).toEqual(['a'])
})

/** @own not documented by AWS: an iterator in quotation marks */
test('an iterator may be in quotation marks', async () => {
  await threeRecords('quoted')
  expect(await rig.texts(`"${await rig.iterator('quoted')}"`)).toEqual(['a', 'b', 'c'])
})

/** @own not documented by AWS: no two iterators are equal */
test('iterators are unique, even after reads without records', async () => {
  const name = await rig.stream('unmoved')
  const first = await rig.iterator(name)
  const { NextShardIterator: second } = await rig.client.getRecords({ ShardIterator: first })
  const { NextShardIterator: third } = await rig.client.getRecords({ ShardIterator: second })
  expect(new Set([first, second, third, await rig.iterator(name)]).size).toBe(4)
})

/**
 * @documented Kinesis API Reference, GetRecords, ResourceNotFoundException: "The requested resource could not
 *   be found."
 */
test('an iterator ends with its stream', async () => {
  await threeRecords('again')
  const iterator = await rig.iterator('again')
  await rig.client.deleteStream({ StreamName: 'again' })
  await rig.settle()
  await rig.stream('again')
  await expect(rig.texts(iterator)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
