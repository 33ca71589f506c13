import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { CreateEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { LocalAws } from '../../../src/local-aws.ts'
import { administratorRole } from '../../role-policies.ts'
import { zip } from '../../services/lambda/zip.ts'
import { send } from './raw-request.ts'

/*
 * Any page that a developer visits can send requests to 127.0.0.1: GET, HEAD and POST as forms send them need nobody's
 * permission (Fetch standard, "CORS-safelisted method" and "request-header"). Browsers say so in Origin and
 * Sec-Fetch-Site, which no page can change (Fetch standard, "forbidden request-header").
 */

let aws: LocalAws
let directory: string
beforeAll(async () => {
  aws = await LocalAws.start()
  administratorRole(aws.account, 'x')
  directory = await mkdtemp(join(tmpdir(), 'web-pages-'))
  const { lambda, sqs, ses } = clients()
  await lambda.send(
    new CreateFunctionCommand({ ...functionNamed('there'), Code: { ZipFile: code('there') } }),
  )
  await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop@example.com' }))
  const simple = { Subject: { Data: 'private' }, Body: { Text: { Data: 'x' } } }
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'shop@example.com',
      Destination: { ToAddresses: ['ann@example.com'] },
      Content: { Simple: simple },
    }),
  )
})
afterAll(async () => {
  await aws.stop()
  await rm(directory, { recursive: true })
})

function clients() {
  const options = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer, maxAttempts: 1 }
  return {
    lambda: new LambdaClient(options),
    sqs: new SQSClient(options),
    sns: new SNSClient(options),
    ses: new SESv2Client(options),
    kms: new KMSClient(options),
    sts: new STSClient(options),
    dynamoDb: new DynamoDBClient(options),
    s3: new S3Client(options),
  }
}

/** Code that leaves a file of this name behind when it runs. */
const code = (name: string) =>
  zip({
    'index.mjs': `import { writeFileSync } from 'node:fs'
      export const handler = async () => writeFileSync(${JSON.stringify(join(directory, name))}, '')`,
  })
const functionNamed = (FunctionName: string) => ({
  FunctionName,
  Runtime: 'nodejs24.x' as const,
  Handler: 'index.handler',
  Role: 'arn:aws:iam::000000000000:role/x',
})
const creation = (name: string) =>
  JSON.stringify({ ...functionNamed(name), Code: { ZipFile: code(name).toString('base64') } })

const FUNCTIONS = '/2015-03-31/functions'
const inUrl = (service: string) => `X-Amz-Credential=x/20250101/us-east-1/${service}/aws4_request`
const inHeader = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=x/20250101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})
const REFUSED = { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenOrigin' } }

const exists = (FunctionName: string) =>
  clients()
    .lambda.send(new GetFunctionCommand({ FunctionName }))
    .then(
      () => true,
      ({ name }) => name !== 'ResourceNotFoundException',
    )

describe.each([
  ['a page', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a page, by an older browser', { origin: 'http://evil.example' }],
  ['a sandboxed page, or a file', { origin: 'null' }],
  ['a page of another port', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
  ['a page of another name of this machine', { origin: 'http://localhost:4566' }],
  ['an extension', { origin: 'chrome-extension://abcdefghijklmnop' }],
  ['an element that sends no Origin', { 'sec-fetch-site': 'cross-site' }],
  ['a page whose headers contradict each other', { origin: 'http://evil.example', 'sec-fetch-site': 'none' }],
])('%s', (_, page: Record<string, string>) => {
  const post = (target: string, body: string, headers: Record<string, string> = {}) =>
    send(aws.endpoint, target, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain;charset=UTF-8', ...page, ...headers },
    })

  test('creates no function', async () => {
    expect(await post(`${FUNCTIONS}?${inUrl('lambda')}`, creation('evil'))).toMatchObject(REFUSED)
    expect(await post(FUNCTIONS, creation('evil'), inHeader('lambda'))).toMatchObject(REFUSED)
    // Without any signature it is a request about a bucket.
    expect(await post(FUNCTIONS, creation('evil'))).toMatchObject({ headers: { server: 'AmazonS3' } })
    expect(await exists('evil')).toBe(false)
  })

  test('creates none by a form either', async () => {
    // What <form enctype="text/plain"> makes of a field whose name is JSON up to an `=`.
    const [start, end] = [creation('evil').slice(0, -1), ',"Description":"="}\r\n']
    expect(await post(`${FUNCTIONS}?${inUrl('lambda')}`, start + end)).toMatchObject(REFUSED)
    expect(await exists('evil')).toBe(false)
  })

  test('invokes none', async () => {
    expect(await post(`${FUNCTIONS}/there/invocations?${inUrl('lambda')}`, '{}')).toMatchObject(REFUSED)
    expect(await post(`${FUNCTIONS}/there/invocations`, '{}', inHeader('lambda'))).toMatchObject(REFUSED)
    expect(existsSync(join(directory, 'there'))).toBe(false)
  })

  test.each(['GET', 'HEAD', 'POST'])('gets nothing of the inbox by %s', async method => {
    const { status, text } = await send(aws.endpoint, '/_aws/ses', { method, headers: page })
    expect(status).toBe(403)
    expect(text).not.toContain('private')
  })

  test('does not get at the runtime API', async () => {
    const target = '/_aws/lambda-runtime/0123/2018-06-01/runtime/invocation'
    expect(await send(aws.endpoint, `${target}/next`, { headers: page })).toMatchObject(REFUSED)
    expect(await post(`${target}/1/response`, '{}')).toMatchObject(REFUSED)
  })

  test('opens no WebSocket', async () => {
    const handshake = { connection: 'upgrade', upgrade: 'websocket', ...page }
    expect(await send(aws.endpoint, '/_aws/ses', { headers: handshake })).toMatchObject(REFUSED)
  })

  test.each([
    ['SQS', '/', 'sqs', 'Action=CreateQueue&QueueName=evil'],
    ['SNS', '/', 'sns', 'Action=CreateTopic&Name=evil'],
    ['STS', '/', 'sts', 'Action=GetCallerIdentity&Version=2011-06-15'],
    ['X-Ray', '/TraceSegments', 'xray', '{"TraceSegmentDocuments":["{}"]}'],
    ['SES', '/v2/email/outbound-emails', 'ses', '{}'],
  ])('does not get at %s', async (_name, target, service, body) => {
    expect(await post(`${target}?${inUrl(service)}`, body)).toMatchObject(REFUSED)
    expect(await post(target, body, inHeader(service))).toMatchObject(REFUSED)
    const { QueueUrls } = await clients().sqs.send(new ListQueuesCommand({}))
    expect(QueueUrls).toEqual([expect.stringContaining('/orders')])
  })
})

test('a refusal names the page and the allowed requests, and no page can read it', async () => {
  const headers = { origin: 'http://evil.example' }
  const { text, headers: answered } = await send(aws.endpoint, '/_aws/ses', { headers })
  expect(JSON.parse(text).message).toBe(
    'A web page of another origin sends this request (Origin: http://evil.example), but may use only HTTP APIs, function URLs and presigned requests to S3. Use an AWS client, or type the address into the browser.',
  )
  expect(Object.keys(answered).filter(name => name.startsWith('access-control-'))).toEqual([])
})

describe('without a page', () => {
  test('a signature in the URL chooses no service but S3 all the same', async () => {
    const created = { method: 'POST', body: creation('evil') }
    const { status, text } = await send(aws.endpoint, `${FUNCTIONS}?${inUrl('lambda')}`, created)
    expect(status).toBe(403)
    expect(JSON.parse(text).message).toContain('sign the request to "lambda" in its Authorization header')
    expect(await exists('evil')).toBe(false)
  })

  test('clients use every service', async () => {
    const { lambda, sqs, sns, kms, sts, dynamoDb } = clients()
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}))
    expect(QueueUrls).toHaveLength(1)
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'orders' }))
    expect(TopicArn).toBe(aws.account.arn('sns', 'orders'))
    expect((await kms.send(new ListKeysCommand({}))).Keys).toBeDefined()
    expect((await dynamoDb.send(new ListTablesCommand({}))).TableNames).toEqual([])
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe('arn:aws:iam::000000000000:user/local')
    await lambda.send(new InvokeCommand({ FunctionName: 'there' }))
    expect(existsSync(join(directory, 'there'))).toBe(true)
  })

  test('a person reads the inbox at its address, and a page of this server may', async () => {
    const { host } = new URL(aws.endpoint)
    for (const headers of [
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      { 'sec-fetch-site': 'same-origin' },
      { host: 'LocalHost:4566', origin: 'http://localhost:4566' },
      { host, origin: aws.endpoint, 'sec-fetch-site': 'same-origin' },
    ] as Record<string, string>[]) {
      const { status, text } = await send(aws.endpoint, '/_aws/ses', { headers })
      expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('private') })
    }
  })
})
