import { App, Stack } from 'aws-cdk-lib'
import { Stream } from 'aws-cdk-lib/aws-kinesis'
import { scratchDirectory } from '../../scratch.ts'
import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/**
 * @documented Kinesis Developer Guide, Monitoring the Amazon Kinesis Data Streams service with Amazon
 *   CloudWatch: the names of the metrics, with the dimension StreamName
 */
test("the names and the dimension are those of the CDK's metrics", async () => {
  const StreamName = await rig.stream('named')
  await rig.put(StreamName, 'a')
  await rig.texts(await rig.iterator(StreamName))
  const cdk = new Stream(
    new Stack(new App({ outdir: scratchDirectory('assembly'), builtinCloudFormationValidation: false })),
    'Stream',
  )
  const metrics = [
    cdk.metricIncomingRecords(),
    cdk.metricIncomingBytes(),
    cdk.metricWriteProvisionedThroughputExceeded(),
    cdk.metricReadProvisionedThroughputExceeded(),
    cdk.metricGetRecordsIteratorAgeMilliseconds(),
    cdk.metricGetRecords(),
    cdk.metricGetRecordsBytes(),
  ]
  const reported = rig.metrics.data.map(({ namespace, name, dimensions }) => ({
    namespace,
    name,
    dimensions,
  }))
  expect(reported).toEqual(
    expect.arrayContaining(
      metrics.map(({ namespace, metricName, dimensions = {} }) => ({
        namespace,
        name: metricName,
        dimensions: Object.fromEntries(Object.keys(dimensions).map(name => [name, StreamName])),
      })),
    ),
  )
})

/**
 * @documented Kinesis Developer Guide, GetRecords.IteratorAgeMilliseconds: "A value of zero indicates that
 *   the records being read are completely caught up with the stream"
 */
test('the iterator age falls to zero as the reader catches up', async () => {
  const StreamName = await rig.stream('behind')
  for (const text of ['a', 'b', 'c']) {
    await rig.put(StreamName, text)
    await rig.clock.advanceBy({ seconds: 10 })
  }
  let ShardIterator: string | undefined = await rig.iterator(StreamName)
  for (let read = 0; read < 3; read++) {
    ShardIterator = (await rig.client.getRecords({ ShardIterator, Limit: 1 })).NextShardIterator
  }
  expect(rig.metrics.values(StreamName, 'GetRecords.IteratorAgeMilliseconds')).toEqual([30_000, 20_000, 0])
})
