import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DeleteTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { rememberFailedCalls, type WatchedClient } from '../../../lambda/runtime/sdk-calls.ts'
import { clientSettings } from '../../../lambda/runtime/sdk-clients.ts'
import { isRefused, Unavailable, unavailableIn } from '../../../lambda/runtime/unavailable.ts'
import { FunctionRig } from '../function-rig.ts'

const rig = new FunctionRig()
beforeAll(() => rig.open('test'))
afterAll(() => rig.close())

const get = new GetItemCommand({ TableName: 'missing', Key: { id: { S: '1' } } })
const send = (url: string, body = 'x') => new SendMessageCommand({ QueueUrl: url, MessageBody: body })
const publish = (TopicArn: string, Message = 'x') => new PublishCommand({ TopicArn, Message })
const email = new SendEmailCommand({
  FromEmailAddress: 'shop@example.com',
  Destination: { ToAddresses: ['ada@example.com'] },
  ConfigurationSetName: 'missing',
  Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
})

/** What a call fails with. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('It succeeded.')
    },
    error => error,
  )
}

function watched<Client extends WatchedClient>(
  clientClass: new (settings: never) => Client,
  endpoint?: string,
): Client {
  const settings = {
    ...rig.client,
    ...(endpoint && { endpoint }),
    requestHandler: clientSettings.requestHandler,
  }
  return rememberFailedCalls(new clientClass(settings as never))
}

describe('what is missing is down', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['a table', 'dynamodb', () => watched(DynamoDBClient).send(get)],
    ['a queue', 'sqs', () => watched(SQSClient).send(send(`${rig.client.endpoint}/000000000000/missing`))],
    ['a topic', 'sns', () => watched(SNSClient).send(publish('arn:aws:sns:us-east-1:000000000000:missing'))],
    ['a bucket', 's3', () => watched(S3Client).send(new GetObjectCommand({ Bucket: 'missing', Key: 'x' }))],
    ['a configuration set', 'ses', () => watched(SESv2Client).send(email)],
    [
      'a key',
      'kms',
      () =>
        watched(KMSClient).send(
          new GenerateMacCommand({
            KeyId: 'alias/missing',
            Message: Buffer.from('x'),
            MacAlgorithm: 'HMAC_SHA_256',
          }),
        ),
    ],
  ])('%s', async (_, dependency, call) => {
    expect(unavailableIn(await failure(call()))).toBe(dependency)
  })
})

describe('what a new version may be at fault for', () => {
  const named = (name: string) => Object.assign(new Error('no'), { name })

  test('is a table that is not there, also as the cause of another error', async () => {
    const error = await failure(watched(DynamoDBClient).send(get))
    expect(isRefused(error)).toBe(true)
    expect(isRefused(new Unavailable('dynamodb', 'no answer', { cause: error }))).toBe(true)
  })

  test('is what the function was given and nobody takes, such as a sender that SES has not verified', async () => {
    expect(isRefused(new Unavailable('ses', 'no such sender', { refused: true }))).toBe(true)
  })

  test('is no outage, no pause of SES, and nothing that no service said', async () => {
    const endpoint = 'http://127.0.0.1:1'
    expect(isRefused(await failure(watched(DynamoDBClient, endpoint).send(get)))).toBe(false)
    expect(isRefused(new Unavailable('ses', 'paused', { cause: named('SendingPausedException') }))).toBe(
      false,
    )
    expect(isRefused(named('ResourceNotFoundException'))).toBe(false)
  })
})

describe('an error that may be the fault of the message is not an outage', () => {
  test('a missing object in an existing bucket', async () => {
    const s3 = watched(S3Client)
    await s3.send(new CreateBucketCommand({ Bucket: 'videos' }))
    const error = await failure(s3.send(new GetObjectCommand({ Bucket: 'videos', Key: 'gone' })))
    expect(unavailableIn(error)).toBeUndefined()
  })

  test('an item that the table does not take, or a condition that it does not meet', async () => {
    const dynamoDb = watched(DynamoDBClient)
    const TableName = await rig.table('items', 'id')
    const wrong = await failure(dynamoDb.send(new PutItemCommand({ TableName, Item: { other: { S: '1' } } })))
    expect(unavailableIn(wrong)).toBeUndefined()
    const ConditionExpression = 'attribute_exists(id)'
    const unmet = new PutItemCommand({ TableName, Item: { id: { S: '1' } }, ConditionExpression })
    expect(unavailableIn(await failure(dynamoDb.send(unmet)))).toBeUndefined()
    await dynamoDb.send(new DeleteTableCommand({ TableName }))
    expect(unavailableIn(await failure(dynamoDb.send(unmet)))).toBe('dynamodb')
  })

  test('a text that SQS refuses', async () => {
    const url = await rig.queue('text')
    expect(unavailableIn(await failure(watched(SQSClient).send(send(url, '\u0001'))))).toBeUndefined()
  })

  test('a call that cannot even be written', async () => {
    const error = await failure(watched(S3Client).send(new GetObjectCommand({ Bucket: 'b', Key: '' })))
    expect(unavailableIn(error)).toBeUndefined()
  })

  it.each<unknown>([new Error('a defect'), new TypeError('x is not a function'), 'a text', undefined])(
    'what the function throws itself: %s',
    error => {
      expect(unavailableIn(error)).toBeUndefined()
    },
  )
})

describe('a service that answers', () => {
  let server: Server
  let answer: (response: ServerResponse) => void
  let endpoint: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => answer(response))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Sends headers until the client hangs up: the connection is never idle. */
  function trickle({ socket }: ServerResponse): void {
    socket?.write('HTTP/1.1 200 OK\r\n')
    const headers = setInterval(() => socket?.write('x-wait: yes\r\n'), 100)
    socket?.on('close', () => clearInterval(headers))
  }

  const json = (status: number, type: string) => (response: ServerResponse) =>
    void response.writeHead(status).end(JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'no' }))

  it.each<[string, (response: ServerResponse) => void, string | undefined]>([
    ['500 with a page', response => response.writeHead(500).end('<html>'), 'dynamodb'],
    ['503 with nothing', response => response.writeHead(503).end(), 'dynamodb'],
    ['502 with half a document', response => response.writeHead(502).end('{"__ty'), 'dynamodb'],
    ['200 with a page', response => response.writeHead(200).end('<html>'), 'dynamodb'],
    ['nothing at all', response => response.socket?.destroy(), 'dynamodb'],
    ['never', () => {}, 'dynamodb'],
    ['never, though a header comes now and then', trickle, 'dynamodb'],
    [
      'half an answer',
      response => {
        response.writeHead(200, { 'content-length': 100 }).write('{')
        response.socket?.end()
      },
      'dynamodb',
    ],
    [
      'half an answer, and no end',
      response => void response.writeHead(200, { 'content-length': 100 }).write('{'),
      'dynamodb',
    ],
    [
      '400 with nothing, as something before the service does',
      response => response.writeHead(400).end(),
      'dynamodb',
    ],
    ['408', response => response.writeHead(408).end('{}'), 'dynamodb'],
    ['TransactionConflictException', json(400, 'TransactionConflictException'), 'dynamodb'],
    ['MissingAuthenticationTokenException', json(400, 'MissingAuthenticationTokenException'), 'dynamodb'],
    ['InternalServerError', json(500, 'InternalServerError'), 'dynamodb'],
    [
      'ProvisionedThroughputExceededException',
      json(400, 'ProvisionedThroughputExceededException'),
      'dynamodb',
    ],
    ['RequestLimitExceeded', json(400, 'RequestLimitExceeded'), 'dynamodb'],
    ['ThrottlingException', json(400, 'ThrottlingException'), 'dynamodb'],
    ['AccessDeniedException', json(400, 'AccessDeniedException'), 'dynamodb'],
    ['UnrecognizedClientException', json(400, 'UnrecognizedClientException'), 'dynamodb'],
    ['ExpiredTokenException', json(400, 'ExpiredTokenException'), 'dynamodb'],
    ['KMSInvalidStateException', json(400, 'KMSInvalidStateException'), 'kms'],
    ['ValidationException', json(400, 'ValidationException'), undefined],
    [
      'ItemCollectionSizeLimitExceededException',
      json(400, 'ItemCollectionSizeLimitExceededException'),
      undefined,
    ],
  ])('%s', async (_, answers, dependency) => {
    answer = answers
    expect(unavailableIn(await failure(watched(DynamoDBClient, endpoint).send(get)))).toBe(dependency)
  })

  const xml = (status: number, code: string) => (response: ServerResponse) =>
    void response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`)

  it.each<[string, number, string | undefined]>([
    ['RequestTimeout', 400, 's3'],
    ['IncompleteBody', 400, 's3'],
    ['ExpiredToken', 400, 's3'],
    ['OperationAborted', 409, 's3'],
    ['PermanentRedirect', 301, 's3'],
    ['SlowDown', 503, 's3'],
    ['AccessDenied', 403, 's3'],
    ['NoSuchKey', 404, undefined],
    ['InvalidObjectState', 403, undefined],
    ['InvalidRequest', 400, undefined],
    ['EntityTooLarge', 400, undefined],
  ])('%s of S3', async (code, status, dependency) => {
    answer = xml(status, code)
    const call = watched(S3Client, endpoint).send(new GetObjectCommand({ Bucket: 'videos', Key: 'x' }))
    expect(unavailableIn(await failure(call))).toBe(dependency)
  })

  test('is found behind what wraps its error', async () => {
    answer = json(400, 'ThrottlingException')
    const cause = await failure(watched(DynamoDBClient, endpoint).send(get))
    const wrapped = new Error('outer', { cause: new AggregateError([new Error('another'), cause], 'inner') })
    expect(unavailableIn(wrapped)).toBe('dynamodb')
  })

  test('nobody, since the call was given up by the function itself', async () => {
    answer = () => {}
    const abort = new AbortController()
    const call = watched(DynamoDBClient, endpoint).send(get, { abortSignal: abort.signal })
    abort.abort()
    expect(unavailableIn(await failure(call))).toBeUndefined()
  })
})

test('a failed connection outside the clients of services is "other"', () => {
  expect(unavailableIn(Object.assign(new Error('read'), { code: 'ECONNRESET' }))).toBe('other')
})

test('what a function itself found to be down is what it says', () => {
  expect(unavailableIn(new Error('outer', { cause: new Unavailable('s3', 'too slow') }))).toBe('s3')
})
