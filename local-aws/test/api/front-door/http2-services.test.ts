import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { NodeHttp2Handler } from '@smithy/node-http-handler'
import { LocalAws } from '../../../src/local-aws.ts'
import { Http2Connection } from './http2-request.ts'

/*
 * Kinesis clients alone speak HTTP/2 by default; the others can. One service of each protocol.
 */

let aws: LocalAws
const clients: { destroy(): void }[] = []
beforeAll(async () => {
  aws = await LocalAws.start()
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await aws.stop()
})

/** A client that speaks HTTP/2. */
function client<C extends { destroy(): void }>(Client: new (options: object) => C): C {
  const made = new Client({
    ...{ endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer, maxAttempts: 1 },
    requestHandler: new NodeHttp2Handler(),
  })
  clients.push(made)
  return made
}

test('awsJson: DynamoDB', async () => {
  expect(await client(DynamoDBClient).send(new ListTablesCommand({}))).toMatchObject({ TableNames: [] })
})

test('awsQuery: SNS', async () => {
  const { TopicArn } = await client(SNSClient).send(new CreateTopicCommand({ Name: 'topic' }))
  expect(TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:topic')
})

test('restJson: Lambda', async () => {
  expect(await client(LambdaClient).send(new ListFunctionsCommand({}))).toMatchObject({ Functions: [] })
})

test('restXml: S3, megabytes there and back', async () => {
  const s3 = client(S3)
  const object = { Bucket: 'bucket', Key: 'key' }
  await s3.createBucket({ Bucket: 'bucket' })
  await s3.putObject({ ...object, Body: Buffer.alloc(3_000_000, 'a'), Metadata: { by: 'me' } })
  const { Body, Metadata } = await s3.getObject(object)
  expect(await Body?.transformToByteArray()).toHaveLength(3_000_000)
  expect(Metadata).toEqual({ by: 'me' })
  await expect(s3.getObject({ ...object, Key: 'none' })).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('signatures of presigned S3 URLs are verified', async () => {
  // Over HTTP/1.1, since the presigner of a client of HTTP/2 signs a header `:authority` that no URL brings.
  const s3 = new S3({ endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer })
  clients.push(s3)
  const object = { Bucket: 'signed', Key: 'key' }
  await s3.createBucket({ Bucket: 'signed' })
  await s3.send(new PutObjectCommand({ ...object, Body: 'text' }))
  const signed = new URL(await getSignedUrl(s3, new GetObjectCommand(object)))
  const connection = new Http2Connection(aws.endpoint)
  const get = (search: string) =>
    connection.send({ ':method': 'GET', ':path': `${signed.pathname}${search}` })
  expect(await get(signed.search)).toMatchObject({ status: 200, text: 'text' })
  const forged = signed.search.replace(/X-Amz-Signature=\w/, 'X-Amz-Signature=x')
  expect(await get(forged)).toMatchObject({ status: 403 })
  connection.close()
})

test('a long poll is woken over HTTP/2', async () => {
  const sqs = client(SQS)
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'returns' })
  const poll = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
  await sqs.sendMessage({ QueueUrl, MessageBody: 'one' })
  expect((await poll).Messages).toMatchObject([{ Body: 'one' }])
})
