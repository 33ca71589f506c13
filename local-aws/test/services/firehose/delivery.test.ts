import { FirehoseRig } from './firehose-rig.ts'

const rig = new FirehoseRig()

beforeAll(() => rig.open())
afterAll(() => rig.close())
afterEach(() => rig.allow())

test('records that are put are in one object after the buffer interval, 300 seconds by default', async () => {
  await rig.stream('plain')
  await rig.put('plain', 'one', 'two', 'three')
  await rig.clock.advanceBy({ seconds: 299 })
  expect(await rig.contents('plain/')).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.contents('plain/')).toEqual(['onetwothree'])
})

test('Firehose reads a stream from its latest record on', async () => {
  await rig.streams.createStream({ StreamName: 'clicks', ShardCount: 2 })
  await rig.settle()
  await rig.produce('clicks', 'before')
  await rig.stream(
    'clicks',
    { CompressionFormat: 'GZIP' },
    {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: rig.arn('clicks'),
        RoleARN: 'arn:aws:iam::000000000000:role/delivery',
      },
    },
  )
  await rig.produce('clicks', 'a', 'b', 'c')
  await rig.clock.advanceBy({ seconds: 302 })
  const [object] = await rig.delivered('clicks/')
  expect([...(object?.content ?? '')].sort().join('')).toBe('abc')
  expect(object?.key).toMatch(/^clicks\/2026\/01\/01\/00\/clicks-1-2026-01-01-00-0\d-\d\d-[0-9a-f-]{36}\.gz$/)
})
