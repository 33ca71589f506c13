import { FirehoseRig } from './firehose-rig.ts'

/*
 * "Firehose keeps retrying until the retention period ends. For DirectPut Firehose streams, Firehose retains the records
 * for 24 hours. For a Firehose stream whose data source is a Kinesis data stream, you can change the retention period"
 * (troubleshooting guide).
 */

let rig: FirehoseRig
beforeEach(async () => {
  rig = new FirehoseRig()
  await rig.open()
})
afterEach(() => rig.close())

const tooOld = (name: string) => ({ kind: 'delivery', name, reason: '1 records outlived the retention' })

/**
 * @documented Firehose Developer Guide, Troubleshooting Amazon S3: "Firehose keeps retrying until the
 *   retention period ends. … For DirectPut Firehose streams, Firehose retains the records for 24 hours."
 */
test('records that were put are retried for 24 hours', async () => {
  await rig.stream('put')
  rig.deny('s3:PutObject')
  await rig.put('put', 'a')
  await rig.clock.advanceBy({ hours: 12 })
  await rig.put('put', 'b')
  await rig.clock.advanceBy({ hours: 11, minutes: 58 })
  expect(rig.happenings).not.toContainEqual(tooOld('put'))
  await rig.clock.advanceBy({ minutes: 4 })
  expect(rig.happenings).toContainEqual(tooOld('put'))
  rig.allow()
  await rig.clock.advanceBy({ minutes: 6 })
  expect(await rig.contents()).toEqual(['b'])
})

/**
 * @documented Firehose Developer Guide, Troubleshooting Amazon S3: "Firehose keeps retrying until the
 *   retention period ends"
 */
test('when all that failed is too old, what comes next is delivered', async () => {
  await rig.stream('late')
  rig.deny('s3:PutObject')
  await rig.put('late', 'a')
  await rig.clock.advanceBy({ hours: 25 })
  expect(rig.happenings).toContainEqual(tooOld('late'))
  rig.allow()
  await rig.put('late', 'b')
  await rig.clock.advanceBy({ minutes: 6 })
  expect(await rig.contents()).toEqual(['b'])
})

/**
 * @documented Firehose Developer Guide, Troubleshooting Amazon S3: "For a Firehose stream whose data source
 *   is a Kinesis data stream, you can change the retention period"
 */
test('what the source stream has forgotten is not delivered any more', async () => {
  await rig.reader('clicks', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } })
  rig.deny('s3:PutObject')
  await rig.produce('clicks', 'a')
  await rig.clock.advanceBy({ minutes: 10 })
  await rig.produce('clicks', 'b')
  await rig.clock.advanceBy({ seconds: 2 })
  // Reading once a second for a day would take the test longer than all the rest.
  rig.service.close()
  await rig.clock.advanceBy({ hours: 23, minutes: 52 })
  rig.allow()
  await rig.clock.advanceBy({ minutes: 3 })
  expect(await rig.contents()).toEqual(['b'])
  expect(rig.happenings).toContainEqual(tooOld('clicks'))
})
