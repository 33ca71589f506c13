import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Firehose } from '@aws-sdk/client-firehose'
import { S3 } from '@aws-sdk/client-s3'
import { App, Duration, Size, Stack } from 'aws-cdk-lib'
import { DeliveryStream, LambdaFunctionProcessor, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { ObjectHappening } from '../../../src/activity.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { scratchDirectory } from '../../scratch.ts'

const CODE = `
export const handler = async ({ records }) => ({
  records: records.map(({ recordId, data }) => {
    const text = Buffer.from(data, 'base64').toString()
    return { recordId, result: 'Ok', data: Buffer.from(text.toUpperCase()).toString('base64') }
  }),
})
`

function synthesized(): string {
  const code = scratchDirectory('transform')
  writeFileSync(join(code, 'index.mjs'), CODE)
  const app = new App({ outdir: scratchDirectory('transforming'), builtinCloudFormationValidation: false })
  const stack = new Stack(app, 'Lake')
  const transform = new LambdaFunction(stack, 'Transform', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
  })
  new DeliveryStream(stack, 'ToLake', {
    deliveryStreamName: 'to-lake',
    destination: new S3Bucket(new Bucket(stack, 'Bucket', { bucketName: 'lake' }), {
      bufferingInterval: Duration.seconds(0),
      bufferingSize: Size.mebibytes(1),
      processors: [
        new LambdaFunctionProcessor(transform, {
          bufferInterval: Duration.seconds(0),
          bufferSize: Size.mebibytes(1),
        }),
      ],
    }),
  })
  return app.synth().directory
}

/** @documented Firehose Developer Guide, Data transformation: records in base64, and their results */
test('a function of a stack transforms what is delivered', async () => {
  const aws = await LocalAws.start({ assembly: synthesized() })
  const connection = { endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer }
  const firehose = new Firehose(connection)
  const s3 = new S3({ ...connection, forcePathStyle: true })
  try {
    const delivery = new Promise<ObjectHappening>(resolve => {
      aws.account.activity.watch(happening => happening.kind === 'object' && resolve(happening))
    })
    await firehose.putRecord({ DeliveryStreamName: 'to-lake', Record: { Data: Buffer.from('a click') } })
    const { key: Key } = await delivery
    const { Body } = await s3.getObject({ Bucket: 'lake', Key })
    expect(await Body?.transformToString()).toBe('A CLICK')
  } finally {
    for (const client of [firehose, s3]) client.destroy()
    await aws.stop()
  }
})
