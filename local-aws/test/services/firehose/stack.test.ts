import { Firehose } from '@aws-sdk/client-firehose'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { S3 } from '@aws-sdk/client-s3'
import { App, CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib'
import { Stream } from 'aws-cdk-lib/aws-kinesis'
import {
  AppendDelimiterToRecordProcessor,
  Compression,
  DeliveryStream,
  KinesisStreamSource,
  S3Bucket,
} from 'aws-cdk-lib/aws-kinesisfirehose'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { scratchDirectory } from '../../scratch.ts'

function synthesized(): string {
  const app = new App({ outdir: scratchDirectory('lake'), builtinCloudFormationValidation: false })
  const stack = new Stack(app, 'Lake')
  const stream = new Stream(stack, 'Clicks', { streamName: 'clicks' })
  const lake = new DeliveryStream(stack, 'ToLake', {
    deliveryStreamName: 'to-lake',
    source: new KinesisStreamSource(stream),
    destination: new S3Bucket(new Bucket(stack, 'Bucket', { bucketName: 'lake' }), {
      bufferingInterval: Duration.seconds(60),
      bufferingSize: Size.mebibytes(64),
      compression: Compression.GZIP,
      dataOutputPrefix: 'events/hour=!{timestamp:yyyy-MM-dd-HH}/',
      errorOutputPrefix: 'failed/!{firehose:error-output-type}/hour=!{timestamp:yyyy-MM-dd-HH}/',
      fileExtension: '.json.gz',
      processors: [new AppendDelimiterToRecordProcessor()],
    }),
  })
  new CfnOutput(stack, 'Name', { value: lake.deliveryStreamName })
  new CfnOutput(stack, 'Arn', { value: lake.deliveryStreamArn })
  return app.synth().directory
}

/** @own the loader, with delivery streams of a synthesized stack */
test('a delivery stream of a synthesized stack delivers what comes into its source stream', async () => {
  const clock = new SteppedClock()
  const aws = await LocalAws.start({ assembly: synthesized(), clock })
  const connection = { endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer }
  const kinesis = new Kinesis(connection)
  const firehose = new Firehose(connection)
  const s3 = new S3({ ...connection, forcePathStyle: true })
  try {
    const Arn = 'arn:aws:firehose:us-east-1:000000000000:deliverystream/to-lake'
    expect(aws.stacks.Lake).toEqual({ Name: 'to-lake', Arn })
    await kinesis.putRecord({ StreamName: 'clicks', Data: Buffer.from('{"a":1}'), PartitionKey: 'a' })
    await clock.advanceBy({ seconds: 62 })
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'lake' })
    expect(Contents.map(({ Key }) => Key)).toEqual([
      expect.stringMatching(
        /^events\/hour=2026-01-01-00\/to-lake-1-2026-01-01-00-00-00-[0-9a-f-]{36}\.json\.gz$/,
      ),
    ])
    const { DeliveryStreamDescription } = await firehose.describeDeliveryStream({
      DeliveryStreamName: 'to-lake',
    })
    expect(DeliveryStreamDescription).toMatchObject({
      DeliveryStreamARN: Arn,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'KinesisStreamAsSource',
      VersionId: '1',
    })
  } finally {
    for (const client of [kinesis, firehose, s3]) client.destroy()
    await aws.stop()
  }
})
