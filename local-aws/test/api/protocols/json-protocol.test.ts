import { ListQueuesCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs'
import { ServiceModel } from '../../../src/api/model/service-model.ts'
import { jsonProtocol } from '../../../src/api/protocols/json-protocol.ts'
import { rpcService } from '../../../src/api/protocols/rpc-service.ts'
import type { RequestContext } from '../../../src/api/service-api.ts'
import { AwsError } from '../../../src/aws-error.ts'
import { Rig } from '../../rig.ts'
import { signedFetch } from '../../signed-request.ts'

/** Smithy, "AWS JSON 1.0 protocol" and "AWS query protocol compatible errors". */

const rig = Rig.stepped()
const seen: { input: unknown; context: RequestContext }[] = []

const service = rpcService({
  signingName: 'sqs',
  model: new ServiceModel({
    operations: {
      Echo: ['EchoRequest'],
      Nothing: ['unit'],
      ListQueues: ['unit'],
      Fail: ['unit'],
      Break: ['unit'],
    },
    shapes: { EchoRequest: { a: '[string]' } },
  }),
  protocols: [
    jsonProtocol({
      targetPrefix: 'AmazonSQS',
      version: '1.0',
      namespace: 'com.amazonaws.sqs',
      queryCompatible: true,
    }),
  ],
  actions: {
    Echo(input: object, context: RequestContext) {
      seen.push({ input, context })
      return input
    },
    Nothing() {},
    ListQueues() {
      throw new AwsError('QueueDoesNotExist', 'It is gone.', {
        queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
      })
    },
    Fail() {
      throw new AwsError('Slow', 'Later.', { statusCode: 503, members: { retryAfterSeconds: 3 } })
    },
    Break() {
      throw new TypeError('a defect')
    },
  },
})

beforeAll(() => rig.open([service]))
afterAll(() => rig.close())

async function call(target: string, body = '{}', service = 'sqs') {
  const response = await signedFetch(rig.target, service, '/', {
    body,
    headers: { 'x-amz-target': target, 'x-amzn-trace-id': 'Root=1-2-3' },
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
}

test('an action gets the body and the caller; the response has a request id', async () => {
  const { status, headers, body } = await call('AmazonSQS.Echo', '{"a":["ü"]}')

  expect({ status, body }).toEqual({ status: 200, body: { a: ['ü'] } })
  expect(headers.get('content-type')).toBe('application/x-amz-json-1.0')
  const { accessKeyId } = rig.developer
  const { context } = seen.at(-1) as { context: RequestContext }
  expect(headers.get('x-amzn-requestid')).toBe(context.requestId)
  expect(context).toMatchObject({
    caller: { kind: 'principal', arn: 'arn:aws:iam::000000000000:user/test', accessKeyId },
    traceHeader: 'Root=1-2-3',
  })
})

test('no body is an empty input, no output an empty object', async () => {
  await call('AmazonSQS.Echo', '')
  expect(seen.at(-1)?.input).toEqual({})
  expect(await call('AmazonSQS.Nothing')).toMatchObject({ status: 200, body: {} })
})

test('an error has its qualified type, its status and its members', async () => {
  expect(await call('AmazonSQS.Fail')).toMatchObject({
    status: 503,
    body: { __type: 'com.amazonaws.sqs#Slow', message: 'Later.', retryAfterSeconds: 3 },
  })
})

test('the SDK makes the class of the error from both the type and x-amzn-query-error', async () => {
  const client = new SQSClient(rig.client)

  const error = await client.send(new ListQueuesCommand({})).catch(cause => cause)

  expect(error).toBeInstanceOf(QueueDoesNotExist)
  expect(error).toMatchObject({ name: 'QueueDoesNotExist', message: 'It is gone.' })
  const { headers } = await call('AmazonSQS.ListQueues')
  expect(headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender')
})

test.each(['AmazonSQS.Unknown', 'AmazonSQS.constructor', 'Other.Echo', ''])(
  'the operation %j is refused by name',
  async target => {
    expect(await call(target)).toMatchObject({
      status: 400,
      body: {
        __type: 'com.amazonaws.sqs#UnknownOperationException',
        message: expect.stringContaining(JSON.stringify(target)),
      },
    })
  },
)

test('a body that is not JSON is a SerializationException', async () => {
  expect(await call('AmazonSQS.Echo', '{')).toMatchObject({
    status: 400,
    body: { __type: 'com.amazonaws.sqs#SerializationException' },
  })
})

describe('a defect', () => {
  let written: string
  beforeEach(() => {
    written = ''
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      written += text
      return true
    })
  })
  afterEach(() => jest.restoreAllMocks())

  test('is a 500 that keeps its cause on standard error', async () => {
    const { status, body } = await call('AmazonSQS.Break')

    expect(status).toBe(500)
    expect(body.__type).toBe('com.amazonaws.sqs#InternalFailure')
    expect(JSON.stringify(body)).not.toContain('a defect')
    expect(written).toContain('TypeError: a defect')
  })
})
