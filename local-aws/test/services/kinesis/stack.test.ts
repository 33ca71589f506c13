import { Kinesis } from '@aws-sdk/client-kinesis'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { Stream, StreamConsumer, StreamMode } from 'aws-cdk-lib/aws-kinesis'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { scratchDirectory } from '../../scratch.ts'

/** A stack whose region is known only when it is deployed: its encryption depends on a condition. */
function synthesized(): string {
  const app = new App({ outdir: scratchDirectory('streams'), builtinCloudFormationValidation: false })
  const stack = new Stack(app, 'Streams')
  const stream = new Stream(stack, 'Orders', {
    streamName: 'orders',
    shardCount: 2,
    retentionPeriod: Duration.days(2),
  })
  new StreamConsumer(stack, 'Reader', { streamConsumerName: 'reader', stream })
  new Stream(stack, 'Clicks', { streamName: 'clicks', streamMode: StreamMode.ON_DEMAND })
  return app.synth().directory
}

/** @own the loader, with streams and consumers of a synthesized stack */
test('streams and consumers of a synthesized stack can be used', async () => {
  const aws = await LocalAws.start({ assembly: synthesized(), clock: new SteppedClock() })
  const client = new Kinesis({
    endpoint: aws.endpoint,
    region: aws.account.region,
    credentials: aws.developer,
  })
  try {
    const { StreamDescriptionSummary: orders } = await client.describeStreamSummary({ StreamName: 'orders' })
    expect(orders).toMatchObject({
      StreamStatus: 'ACTIVE',
      OpenShardCount: 2,
      ConsumerCount: 1,
      RetentionPeriodHours: 48,
      EncryptionType: 'KMS',
      KeyId: 'alias/aws/kinesis',
    })
    expect((await client.listStreams({})).StreamNames).toEqual(['clicks', 'orders'])
    await client.putRecord({ StreamName: 'orders', Data: Buffer.of(1), PartitionKey: 'a' })
  } finally {
    client.destroy()
    await aws.stop()
  }
})
