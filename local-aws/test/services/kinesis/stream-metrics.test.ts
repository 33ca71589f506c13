import { App, Stack } from 'aws-cdk-lib'
import { Stream } from 'aws-cdk-lib/aws-kinesis'
import { scratchDirectory } from '../../scratch.ts'
import { KinesisStage } from './kinesis-stage.ts'

const stage = new KinesisStage()
beforeAll(() => stage.open())
afterAll(() => stage.close())

// Developer guide, "Monitoring the Amazon Kinesis Data Streams service with Amazon CloudWatch".
test("the names and the dimension are those of the CDK's metrics", async () => {
  const StreamName = await stage.stream('named')
  await stage.put(StreamName, 'a')
  await stage.texts(await stage.iterator(StreamName))
  const cdk = new Stream(new Stack(new App({ outdir: scratchDirectory('assembly') })), 'Stream')
  const metrics = [
    cdk.metricIncomingRecords(),
    cdk.metricIncomingBytes(),
    cdk.metricWriteProvisionedThroughputExceeded(),
    cdk.metricReadProvisionedThroughputExceeded(),
    cdk.metricGetRecordsIteratorAgeMilliseconds(),
    cdk.metricGetRecords(),
    cdk.metricGetRecordsBytes(),
  ]
  const reported = stage.metrics.data.map(({ namespace, name, dimensions }) => ({
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

// GetRecords.IteratorAgeMilliseconds: "A value of zero indicates that the records being read are completely caught up
// with the stream."
test('the iterator age falls to zero as the reader catches up', async () => {
  const StreamName = await stage.stream('behind')
  for (const text of ['a', 'b', 'c']) {
    await stage.put(StreamName, text)
    await stage.clock.advanceBy({ seconds: 10 })
  }
  let ShardIterator: string | undefined = await stage.iterator(StreamName)
  for (let read = 0; read < 3; read++) {
    ShardIterator = (await stage.client.getRecords({ ShardIterator, Limit: 1 })).NextShardIterator
  }
  expect(stage.metrics.values(StreamName, 'GetRecords.IteratorAgeMilliseconds')).toEqual([30_000, 20_000, 0])
})
