import { FirehoseRig } from './firehose-rig.ts'

const rig = new FirehoseRig()
const MIB = 1024 * 1024

beforeAll(() => rig.open())
afterAll(() => rig.close())

function putBatch(DeliveryStreamName: string, ...data: Buffer[]) {
  return rig.client.putRecordBatch({ DeliveryStreamName, Records: data.map(Data => ({ Data })) })
}

/**
 * "The default value is 300" and "5" (BufferingHints).
 * @documented Firehose API Reference, BufferingHints: IntervalInSeconds, "The default value is 300";
 *   SizeInMBs, 5
 */
test('by default, records are delivered after 300 seconds, counted from the first', async () => {
  await rig.stream('defaults')
  await rig.put('defaults', 'one')
  await rig.clock.advanceBy({ seconds: 299 })
  await rig.put('defaults', 'two')
  expect(await rig.contents('defaults/')).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.contents('defaults/')).toEqual(['onetwo'])
  await rig.clock.advanceBy({ hours: 1 })
  expect(await rig.contents('defaults/')).toEqual(['onetwo'])
})

/**
 * @documented Firehose Developer Guide, Buffering hints: "the condition satisfied first triggers data
 *   delivery"
 */
test('"the condition satisfied first triggers data delivery": the size, in the middle of a batch', async () => {
  await rig.stream('sized', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 } })
  await putBatch('sized', ...['a', 'b', 'c', 'd', 'e'].map(letter => Buffer.alloc(MIB / 4, letter)))
  await rig.clock.advanceBy({ milliseconds: 1 })
  const [full = ''] = await rig.contents('sized/')
  expect(full).toHaveLength(MIB)
  expect(full.at(-1)).toBe('d')
  await rig.clock.advanceBy({ seconds: 900 })
  const lengths = (await rig.contents('sized/')).map(({ length }) => length)
  expect(lengths.sort((a, b) => b - a)).toEqual([MIB, MIB / 4])
})

/** @own not documented by AWS: a record that does not fit into what is left of the buffer */
test('a record that has no room any more begins the next object', async () => {
  await rig.stream('room', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } })
  await putBatch('room', Buffer.alloc(600_000, 'a'), Buffer.alloc(600_000, 'b'))
  await rig.clock.advanceBy({ seconds: 60 })
  const contents = await rig.contents('room/')
  expect(contents.map(text => `${text[0]}${text.length}`).sort()).toEqual(['a600000', 'b600000'])
})

/** @documented Firehose Developer Guide, Zero buffering: an interval of 0 seconds */
test('an interval of 0 seconds delivers what comes at once', async () => {
  await rig.stream('zero', { BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 0 } })
  await rig.put('zero', 'now')
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.contents('zero/')).toEqual(['now'])
})

/** @documented Firehose API Reference, Record, Data: up to 1,000 KiB, base64-encoded */
test('bytes are delivered as they came: empty data, 1,000 KiB, and what is not UTF-8', async () => {
  const bytes = Buffer.from([0, 255, 254, 195, 40, 10, 13, 0])
  await rig.stream('bytes', { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } })
  await rig.put('bytes', '', bytes, Buffer.alloc(1_024_000, 'x'), '')
  await rig.clock.advanceBy({ seconds: 60 })
  const [object = ''] = await rig.contents('bytes/')
  expect(object).toHaveLength(bytes.length + 1_024_000)
  expect(Buffer.from(object.slice(0, bytes.length), 'latin1')).toEqual(bytes)
})

/** @own not documented by AWS: records without data */
test('records without data make an empty object', async () => {
  await rig.stream('empty', { CompressionFormat: 'GZIP' })
  await rig.put('empty', '')
  await rig.clock.advanceBy({ seconds: 300 })
  expect(await rig.contents('empty/')).toEqual([''])
})

/**
 * "By default, Firehose concatenates data without any delimiters."
 * @documented Firehose Developer Guide, Amazon S3 object name format: "By default, Firehose concatenates data
 *   without any delimiters"
 */
test('a delimiter follows each record, if a processor appends it', async () => {
  const Processors = [
    {
      Type: 'AppendDelimiterToRecord' as const,
      Parameters: [{ ParameterName: 'Delimiter' as const, ParameterValue: '\\n' }],
    },
  ]
  await rig.stream('lines', { ProcessingConfiguration: { Enabled: true, Processors } })
  await rig.stream('joined', { ProcessingConfiguration: { Enabled: false, Processors } })
  for (const name of ['lines', 'joined']) await rig.put(name, '{"a":1}', '', '{"b":2}\n')
  await rig.clock.advanceBy({ seconds: 300 })
  expect(await rig.contents('lines/')).toEqual(['{"a":1}\n\n{"b":2}\n\n'])
  expect(await rig.contents('joined/')).toEqual(['{"a":1}{"b":2}\n'])
})

/**
 * "Firehose uses the approximate arrival timestamp of the oldest record that's contained in the Amazon S3 object being written".
 * @documented Firehose Developer Guide, Custom prefixes: "Firehose uses the approximate arrival timestamp of
 *   the oldest record that's contained in the Amazon S3 object being written"
 */
test('an object belongs to the hour in which its oldest record arrived', async () => {
  await rig.stream('hours', {
    Prefix: 'hours/!{timestamp:HH}/',
    ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/',
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  })
  const hour = 3_600_000
  const untilBorder = hour - (rig.clock.now() % hour)
  const [before, after] = [rig.clock.now() + untilBorder - 1, rig.clock.now() + untilBorder]
  await rig.clock.advanceBy({ milliseconds: untilBorder - 1 })
  await rig.put('hours', 'before')
  await rig.clock.advanceBy({ milliseconds: 1 })
  await rig.put('hours', '+after')
  await rig.clock.advanceBy({ seconds: 60 })
  await rig.put('hours', 'next')
  await rig.clock.advanceBy({ seconds: 60 })
  const name = (time: number) => new Date(time).toISOString().slice(0, 19).replace(/[T:]/g, '-')
  expect(await rig.delivered('hours/')).toEqual([
    {
      key: expect.stringMatching(`^hours/${hourOf(before)}/hours-1-${name(before)}-`),
      content: 'before+after',
    },
    {
      key: expect.stringMatching(`^hours/${hourOf(after)}/hours-1-${name(after + 60_000)}-`),
      content: 'next',
    },
  ])
})

function hourOf(time: number): string {
  return String(new Date(time).getUTCHours()).padStart(2, '0')
}

/**
 * @documented Firehose API Reference, UpdateDestination: the target and its buffering hints change, and the
 *   version
 */
test('an update applies to what is buffered: its interval, its prefix, and its version', async () => {
  const DeliveryStreamName = await rig.stream('updated', { Prefix: 'old/' })
  await rig.put('updated', 'one')
  await rig.clock.advanceBy({ seconds: 100 })
  await rig.client.updateDestination({
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: {
      Prefix: 'new/',
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 120 },
    },
  })
  await rig.put('updated', 'two')
  await rig.clock.advanceBy({ seconds: 19 })
  expect(await rig.contents('new/')).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.delivered('new/')).toEqual([
    { key: expect.stringMatching(/\/updated-2-.+\.gz$/), content: 'onetwo' },
  ])
  expect(await rig.contents('old/')).toEqual([])
})

/** @own not documented by AWS: a shorter interval that has passed already */
test('a shorter interval that has passed already delivers at once', async () => {
  const DeliveryStreamName = await rig.stream('shortened')
  await rig.put('shortened', 'one')
  await rig.clock.advanceBy({ seconds: 100 })
  await rig.client.updateDestination({
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    S3DestinationUpdate: { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } },
  })
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.contents('shortened/')).toEqual(['one'])
})

/** @own not documented by AWS: what a deleted stream holds */
test('a stream that is deleted delivers what it holds, and takes nothing more', async () => {
  const DeliveryStreamName = await rig.stream('deleted')
  await rig.put('deleted', 'one')
  await rig.client.deleteDeliveryStream({ DeliveryStreamName })
  await rig.put('deleted', 'two')
  await rig.settle()
  await expect(rig.put('deleted', 'three')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await rig.clock.advanceBy({ hours: 1 })
  expect(await rig.contents('deleted/')).toEqual(['one'])
})
