import { gzipSync } from 'node:zlib'
import { LocalAws } from '../../../src/local-aws.ts'
import { signedFetch } from '../../signed-request.ts'

let aws: LocalAws

beforeAll(async () => {
  aws = await LocalAws.start()
})
afterAll(() => aws.stop())

const target = () => ({ endpoint: aws.endpoint, credentials: aws.developer })

async function answer(...[service, path, request]: [string, string, Parameters<typeof signedFetch>[3]]) {
  const response = await signedFetch(target(), service, path, request)
  return { status: response.status, text: await response.text() }
}

const LONG = 'a'.repeat(1_000_000)

const json = (service: string, operation: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  answer(service, '/', { body, headers: { 'x-amz-target': operation, ...headers } })

const form = (service: string, body: string) =>
  answer(service, '/', { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

const SEND = 'AmazonSQS.SendMessage'
const PUT = 'GraniteServiceVersion20100801.PutMetricData'

/** @own the reading of requests */
test.each([
  ['sqs', SEND, 'null'],
  ['sqs', SEND, '[]'],
  ['sqs', SEND, '{"QueueUrl":{}}'],
  ['sqs', SEND, '{"QueueUrl":"/0/x","MessageBody":5}'],
  ['sqs', SEND, '{"QueueUrl":"/0/x","MessageBody":"a","MessageGroupId":5}'],
  ['sqs', SEND, '{"QueueUrl":"/0/x","MessageBody":"a","MessageAttributes":[1]}'],
  [
    'sqs',
    SEND,
    '{"QueueUrl":"/0/x","MessageBody":"a","MessageAttributes":{"b":{"DataType":"Binary","BinaryValue":"?"}}}',
  ],
  ['sqs', 'AmazonSQS.SendMessageBatch', '{"QueueUrl":"/0/x","Entries":[null]}'],
  ['dynamodb', 'DynamoDB_20120810.PutItem', 'null'],
  ['dynamodb', 'DynamoDB_20120810.PutItem', `{"TableName":"t","Item":{"a":${'{"M":{"a":'.repeat(5000)}1`],
  ['dynamodb', 'DynamoDB_20120810.PutItem', nestedItem(5000)],
  ['logs', 'Logs_20140328.DescribeLogGroups', '{"logGroupNamePrefix":5}'],
  ['logs', 'Logs_20140328.DescribeLogGroups', 'null'],
  ['monitoring', PUT, 'null'],
  ['monitoring', PUT, '{"Namespace":"n","MetricData":[{"MetricName":"m","Value":true}]}'],
  ['monitoring', PUT, '{"Namespace":"n","MetricData":[{"MetricName":"m","Value":"NaN"}]}'],
  ['monitoring', 'GraniteServiceVersion20100801.EnableAlarmActions', '{}'],
  ['monitoring', 'GraniteServiceVersion20100801.GetMetricData', '{}'],
  ['kms', 'TrentService.CreateKey', '{"CustomKeyStoreId":"cks-1"}'],
])('%s %s %#: 400', async (service, operation, body) => {
  expect(await json(service, operation, body)).toMatchObject({ status: 400 })
})

function nestedItem(levels: number): string {
  return `{"TableName":"t","Item":{"a":${'{"M":{"a":'.repeat(levels)}{"S":"x"}${'}}'.repeat(levels)}}}`
}

/** @own the reading of requests */
test('a null member counts as missing', async () => {
  const { text } = await json('sqs', SEND, '{"QueueUrl":"/0/x","MessageBody":null}')
  expect(text).toContain('The request must contain the parameter MessageBody.')
})

/** @own members, refused as not simulated */
test.each([
  ['kms', 'TrentService.CreateKey', '{"XksKeyId":"x"}', 'XksKeyId'],
  ['logs', 'Logs_20140328.CreateLogGroup', '{"logGroupName":"g","kmsKeyId":"k"}', 'kmsKeyId'],
  ['logs', 'Logs_20140328.CreateLogGroup', '{"logGroupName":"g","colour":"red"}', 'colour'],
  ['sqs', 'AmazonSQS.ListQueues', '{"Colour":"red"}', 'Colour'],
])('%s %s %s names %s', async (service, operation, body, member) => {
  const { status, text } = await json(service, operation, body)
  expect(status).toBe(400)
  expect(text).toContain(`does not simulate the member \\"${member}\\"`)
})

/** @own members, refused as not simulated */
test('a member that is switched off needs no simulation', async () => {
  const input = '{"logGroupName":"off","deletionProtectionEnabled":false}'
  expect(await json('logs', 'Logs_20140328.CreateLogGroup', input)).toMatchObject({ status: 200 })
})

/** @own the reading of requests */
describe('a form', () => {
  /** @recorded tests/aws/services/sns/test_sns.py::TestSNSTopicCrud::test_create_duplicate_topic_check_idempotency, 2025-10-13 */
  test('an empty list is a list', async () => {
    const { status, text } = await form('sns', 'Action=CreateTopic&Name=empty&Tags=')
    expect(status).toBe(200)
    expect(text).toContain(':empty</TopicArn>')
  })

  test.each([
    ['a scalar for a list', 'Action=CreateTopic&Name=x&Tags=5'],
    ['a list for a scalar', 'Action=CreateTopic&Name.member.1=x'],
    ['a value and members below it', 'Action=CreateTopic&Name=x&Name.a=1'],
    ['items without numbers', 'Action=CreateTopic&Name=x&Tags.member.first.Key=1'],
    ['a key of 5,000 dots', `Action=CreateTopic&Name=x&Tags${'.a'.repeat(5000)}=1`],
    ['a member that the API does not have', 'Action=CreateTopic&Name=x&Colour=red'],
  ])('%s is refused', async (_, body) => {
    expect(await form('sns', body)).toMatchObject({ status: 400 })
  })

  test('numbers have their type', async () => {
    const body =
      'Action=AssumeRole&RoleArn=arn:aws:iam::000000000000:role/x&RoleSessionName=me&DurationSeconds=soon'
    const { status, text } = await form('sts', body)
    expect(status).toBe(400)
    expect(text).toContain('<Code>MalformedInput</Code>')
  })
})

/** @own the reading of requests */
test.each(['/2015-03-31/functions/%ff', '/2015-03-31/functions?MaxItems=x'])(
  'a GET of %s is an error of the client',
  async path => {
    expect(await answer('lambda', path, { method: 'GET' })).toMatchObject({ status: 400 })
  },
)

/** @own the reading of requests */
test('a body that is no gzip is refused, one that is gzip is read', async () => {
  const input = JSON.stringify({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1 }] })
  const gzip = { 'content-encoding': 'gzip' }
  expect(await json('monitoring', PUT, input, gzip)).toMatchObject({ status: 400 })
  expect(await json('monitoring', PUT, new Uint8Array(gzipSync(input)), gzip)).toMatchObject({ status: 200 })
})

/** @own the reading of requests */
test.each(['not CBOR', '\xa1'])('CBOR that is none, %#, is refused in CBOR', async body => {
  const response = await signedFetch(
    target(),
    'monitoring',
    '/service/GraniteServiceVersion20100801/operation/PutMetricData',
    { body: new Uint8Array(Buffer.from(body, 'latin1')), headers: { 'smithy-protocol': 'rpc-v2-cbor' } },
  )
  expect(response.status).toBe(400)
  expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor')
})

/** @documented Smithy, awsQueryCompatible trait: services that spoke Query before send the header */
test.each([
  ['sqs', 'AmazonSQS.GetQueueUrl', '{"QueueName":"none"}', 'AWS.SimpleQueueService.NonExistentQueue;Sender'],
  ['kms', 'TrentService.DescribeKey', '{"KeyId":"none"}', null],
])('x-amzn-query-error of %s', async (service, operation, body, expected) => {
  const response = await signedFetch(target(), service, '/', { body, headers: { 'x-amz-target': operation } })
  expect(response.headers.get('x-amzn-query-error')).toBe(expected)
})

/** @own error messages are bounded, however long what they quote is */
test.each([
  ['the name of a member', { [LONG]: 1 }, 'leave it out, or correct its name.'],
  ['the key of a map', { QueueName: 'a', Attributes: { [LONG]: 1 } }, 'must be a string'],
  ['a text', { QueueName: LONG }, '1 to 80'],
])('an error quotes %s of a million characters in part', async (_, input, remedy) => {
  const response = await signedFetch(target(), 'sqs', '/', {
    body: JSON.stringify(input),
    headers: { 'x-amz-target': 'AmazonSQS.CreateQueue' },
  })
  expect(response.status).toBe(400)
  const text = await response.text()
  expect(text.length).toBeLessThan(11_000)
  expect(text).toContain(remedy)
})
