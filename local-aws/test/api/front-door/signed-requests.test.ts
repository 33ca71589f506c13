import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { ScaledClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { administratorRole } from '../../role-policies.ts'
import { signedFetch, signedHeaders } from '../../signed-request.ts'
import { send } from './raw-request.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await LocalAws.start()
})
afterAll(() => aws.stop())

interface Key {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}
interface Settings {
  endpoint: string
  region: string
  credentials: Key
  maxAttempts: number
}

/** A call of each protocol; over HTTP/2, too. */
const CALLS: Record<string, (settings: Settings) => Promise<unknown>> = {
  'JSON with errors of the Query protocol': s => new SQSClient(s).send(new ListQueuesCommand({})),
  JSON: s => new DynamoDBClient(s).send(new ListTablesCommand({})),
  'JSON over HTTP/2': s => new KinesisClient(s).send(new ListStreamsCommand({})),
  'JSON over HTTP/1.1': s =>
    new KinesisClient({ ...s, requestHandler: new NodeHttpHandler() }).send(new ListStreamsCommand({})),
  Query: s => new SNSClient(s).send(new ListTopicsCommand({})),
  STS: s => new STSClient(s).send(new GetCallerIdentityCommand({})),
  'REST-JSON': s => new LambdaClient(s).send(new ListFunctionsCommand({})),
  S3: s => new S3Client(s).send(new ListBucketsCommand({})),
}
const settings = (credentials: Key, local = aws): Settings => ({
  endpoint: local.endpoint,
  region: local.account.region,
  credentials,
  maxAttempts: 1,
})
/** What the SDK's client says of the refusal. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    ({ name, $metadata }) => `${name} ${$metadata?.httpStatusCode}`,
  )

/** The name of the service's error for an unknown key, a wrong secret, and a role's session that has expired. */
const NAMES: Record<string, [string, string, string]> = {
  'JSON with errors of the Query protocol': [
    'InvalidClientTokenId 403',
    'SignatureDoesNotMatch 403',
    'ExpiredToken 403',
  ],
  JSON: ['UnrecognizedClientException 403', 'InvalidSignatureException 403', 'ExpiredTokenException 403'],
  'JSON over HTTP/2': [
    'UnrecognizedClientException 403',
    'InvalidSignatureException 403',
    'ExpiredTokenException 403',
  ],
  'JSON over HTTP/1.1': [
    'UnrecognizedClientException 403',
    'InvalidSignatureException 403',
    'ExpiredTokenException 403',
  ],
  Query: ['InvalidClientTokenId 403', 'SignatureDoesNotMatch 403', 'ExpiredToken 403'],
  STS: ['InvalidClientTokenId 403', 'SignatureDoesNotMatch 403', 'ExpiredToken 403'],
  'REST-JSON': [
    'UnrecognizedClientException 403',
    'InvalidSignatureException 403',
    'ExpiredTokenException 403',
  ],
  S3: ['InvalidAccessKeyId 403', 'SignatureDoesNotMatch 403', 'ExpiredToken 400'],
}

/** @own only access keys that this start issued are accepted, and errors are parseable by the client that spoke */
describe.each(Object.entries(CALLS))('%s', (protocol, call) => {
  test('is served when the developer or a role signs it', async () => {
    await call(settings(aws.developer))
    administratorRole(aws.account, 'shop')
    await call(settings(aws.credentials.assumeRole('arn:aws:iam::000000000000:role/shop', 'x')))
  })

  test('is refused for an unknown access key, a wrong secret, and a wrong token', async () => {
    const [unknown = '', wrong = ''] = NAMES[protocol] ?? []
    const stranger = { accessKeyId: 'local', secretAccessKey: 'local' }
    expect(await refusal(call(settings(stranger)))).toBe(unknown)
    const guessed = { ...aws.developer, secretAccessKey: 'local' }
    expect(await refusal(call(settings(guessed)))).toBe(wrong)
    const role = aws.credentials.assumeRole('arn:aws:iam::000000000000:role/shop', 'x')
    const token = await refusal(call(settings({ ...role, sessionToken: 'stolen' })))
    expect(token).toBe(protocol === 'S3' ? 'InvalidToken 400' : unknown)
  })

  /**
   * @documented Common Errors, ExpiredTokenException: "The security token included in the request is expired"
   */
  test('is refused when the credentials of a role have expired', async () => {
    const expired = aws.credentials.assumeRole('arn:aws:iam::000000000000:role/shop', 'x', Date.now())
    expect(await refusal(call(settings(expired)))).toBe(NAMES[protocol]?.[2])
  })

  test('is refused with the access key of another local AWS', async () => {
    const other = await LocalAws.start()
    expect(await refusal(call(settings(other.developer)))).toBe(NAMES[protocol]?.[0])
    await other.stop()
  })
})

/** @own the error names the remedy */
test('a refusal says which credentials to use', async () => {
  const stranger = { accessKeyId: 'local', secretAccessKey: 'local' }
  await expect(CALLS.JSON?.(settings(stranger))).rejects.toThrow(
    'The security token included in the request is invalid. Use the credentials that the local AWS printed when it started.',
  )
})

const target = () => ({ endpoint: aws.endpoint, credentials: aws.developer })

/** @own what is signed cannot be changed on its way */
test.each([
  ['sqs', { 'x-amz-target': 'AmazonSQS.ListQueues' }, '{}', '{"QueueNamePrefix":"a"}'],
  [
    'sns',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=ListTopics',
    'Action=CreateTopic&Name=a',
  ],
  ['s3', {}, '', 'content'],
])('another body than the signed one is refused by %s', async (service, headers, body, other) => {
  const method = service === 's3' ? 'PUT' : 'POST'
  const path = service === 's3' ? '/bucket' : '/'
  const signed = await signedHeaders(target(), service, path, { method, headers, body })
  const { status } = await send(aws.endpoint, path, { method, headers: signed, body: other })
  expect([400, 403]).toContain(status)
  expect(aws.s3.buckets.find('bucket')).toBeUndefined()
})

/** @own Signature Version 4A is refused by name */
test('Signature Version 4A is not simulated', async () => {
  const authorization = `AWS4-ECDSA-P256-SHA256 Credential=${aws.developer.accessKeyId}/20260101/s3/aws4_request, SignedHeaders=host, Signature=00`
  const { status, text } = await send(aws.endpoint, '/bucket', { headers: { authorization } })
  expect(status).toBe(501)
  expect(text).toContain('does not simulate Signature Version 4A (AWS4-ECDSA-P256-SHA256)')
})

/** @own the front door's own refusals are parseable in the client's protocol */
test.each([
  ['Query', 'sns', { 'content-type': 'application/x-www-form-urlencoded' }, '<Code>ForbiddenOrigin</Code>'],
  ['S3', 's3', {}, '<Error><Code>ForbiddenOrigin</Code>'],
  ['JSON', 'kms', { 'content-type': 'application/x-amz-json-1.1' }, '{"__type":"ForbiddenOrigin"'],
])('a request of a page is refused in the form of %s', async (_, service, headers, form) => {
  const page = { ...headers, origin: 'http://evil.example' }
  const response = await signedFetch(target(), service, '/x', { headers: page, body: 'a=b' })
  expect(response.status).toBe(403)
  expect(await response.text()).toContain(form)
})

/** @own on a scaled clock, a function signs by the account's clock, and the header Date is of the same clock */
test('on a clock that runs ahead, a function uses every service by its own time', async () => {
  const clock = new ScaledClock(1_000)
  const fast = await LocalAws.start({ clock })
  const session = fast.credentials.assumeRole(administratorRole(fast.account, 'function'), 'x')
  while (clock.now() - clock.wall.now() < 6 * 60_000) await new Promise(resolve => setImmediate(resolve))
  const ahead = { ...settings(session, fast), maxAttempts: 5 }
  // Its clock is wrong at first, and the SDK corrects it by the header.
  const { QueueUrls } = await new SQSClient(ahead).send(new ListQueuesCommand({}))
  expect(QueueUrls ?? []).toEqual([])
  await CALLS.Query?.(settings(fast.developer, fast))
  await fast.stop()
})

/** @own the limits of bodies */
describe('a body that is larger than any that the service accepts is refused', () => {
  test('by SQS', async () => {
    const headers = { 'x-amz-target': 'AmazonSQS.SendMessage' }
    const body = JSON.stringify({ QueueUrl: 'x', MessageBody: 'x'.repeat(9 * 1024 ** 2) })
    const response = await signedFetch(target(), 'sqs', '/', { headers, body })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('#RequestEntityTooLarge"')
  })

  test('after it is decompressed, too', async () => {
    const { gzipSync } = await import('node:zlib')
    const headers = {
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'content-encoding': 'gzip',
    }
    const body = gzipSync(Buffer.alloc(100 * 1024 ** 2))
    const response = await signedFetch(target(), 'logs', '/', { headers, body: new Uint8Array(body) })
    expect(response.status).toBe(413)
    const broken = await signedFetch(target(), 'logs', '/', { headers, body: 'no gzip' })
    expect(broken.status).toBe(400)
    expect(await broken.text()).toContain('SerializationException')
  })
})

/** @own a client that goes away is no defect */
test('a client that goes away in the middle of its body leaves nothing on standard error', async () => {
  const { connect } = await import('node:net')
  const written: string[] = []
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0)
  for (const service of ['sqs', 'sns', 'lambda', 's3']) {
    const signed = await signedHeaders(target(), service, '/bucket/key', {
      headers: { 'content-length': '100' },
    })
    const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}\r\n`)
    const socket = connect(Number(new URL(aws.endpoint).port), '127.0.0.1')
    socket.write(`POST /bucket/key HTTP/1.1\r\n${lines.join('')}\r\nhalf`)
    await new Promise(resolve => socket.once('ready', resolve))
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
    socket.destroy()
  }
  // Behind all of them.
  await CALLS.JSON?.(settings(aws.developer))
  spy.mockRestore()
  expect(written).toEqual([])
})
