import { CreateTopicCommand, ListTopicsCommand, NotFoundException, SNSClient } from '@aws-sdk/client-sns'
import { ServiceModel } from '../../../src/api/model/service-model.ts'
import { queryProtocol } from '../../../src/api/protocols/query-protocol.ts'
import { rpcService } from '../../../src/api/protocols/rpc-service.ts'
import { AwsError } from '../../../src/aws-error.ts'
import { Rig } from '../../rig.ts'
import { signedFetch } from '../../signed-request.ts'

/** Smithy, "AWS query protocol". */

const rig = Rig.stepped()
let input: unknown

const service = rpcService({
  signingName: 'sns',
  model: new ServiceModel({
    operations: {
      CreateTopic: ['CreateTopicRequest', 'CreateTopicResponse'],
      ListTopics: ['unit', 'unit'],
      Shapes: ['unit', 'ShapesResponse'],
      Nothing: ['unit', 'unit'],
    },
    shapes: {
      CreateTopicRequest: {
        Name: 'string',
        Attributes: '{string}',
        Tags: 'Tags',
        L: '[string]',
        M: '{Value}',
        Nested: '[Nested]',
        V: 'string',
      },
      Tag: { Key: 'string', Value: 'string' },
      Tags: ['Tag'],
      Value: { DataType: 'string', StringValue: 'string' },
      Nested: { A: 'Inner' },
      Inner: { B: 'string' },
      CreateTopicResponse: { TopicArn: 'string' },
      ShapesResponse: {
        Flag: 'boolean',
        Time: 'timestamp',
        List: '[Named]',
        Map: '{string}',
        Nothing: 'string',
      },
      Named: { Name: 'string' },
    },
  }),
  protocols: [queryProtocol({ xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' })],
  actions: {
    CreateTopic(given: object) {
      input = given
      return { TopicArn: 'a <b> & "c"\r' }
    },
    ListTopics() {
      throw new AwsError('NotFoundException', 'No <such> thing', { queryCode: 'NotFound', statusCode: 404 })
    },
    Shapes: () => ({
      Flag: true,
      Time: 0,
      List: [{ Name: 'x' }, { Name: undefined }],
      Map: { 'k&': 'v' },
      Nothing: undefined,
    }),
    Nothing() {},
  },
})

beforeAll(() => rig.open([service]))
afterAll(() => rig.close())

async function call(form: string) {
  const response = await signedFetch(rig.target, 'sns', '/', {
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { status: response.status, text: await response.text() }
}

test('an action gets the scalars, maps and lists that the SDK sends', async () => {
  const client = new SNSClient(rig.client)

  const { TopicArn } = await client.send(
    new CreateTopicCommand({
      Name: 'orders & more=ü',
      Attributes: { FifoTopic: 'true', DisplayName: 'x' },
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  )

  expect(input).toEqual({
    Name: 'orders & more=ü',
    Attributes: { FifoTopic: 'true', DisplayName: 'x' },
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  })
  expect(TopicArn).toBe('a <b> & "c"\r')
})

test.each([
  [
    'a list of more than nine in its order',
    [...Array(12).keys()].map(i => `L.member.${i + 1}=${i}`).join('&'),
    { L: [...Array(12).keys()].map(String) },
  ],
  ['a list without "member"', 'L.1=a&L.2=b', { L: ['a', 'b'] }],
  [
    'a map of key and value',
    'M.entry.1.key=k&M.entry.1.value.StringValue=v',
    { M: { k: { StringValue: 'v' } } },
  ],
  [
    'a map of Name and Value',
    'M.entry.1.Name=k&M.entry.1.Value.DataType=String',
    { M: { k: { DataType: 'String' } } },
  ],
  ['a structure in a list', 'Nested.member.1.A.B=x', { Nested: [{ A: { B: 'x' } }] }],
  ['an empty value', 'V=', { V: '' }],
])('%s', async (_, form, expected) => {
  await call(`Action=CreateTopic&Version=2010-03-31&${form}`)

  expect(input).toEqual(expected)
})

test('names from a prototype are only names', async () => {
  await call('Action=CreateTopic&__proto__.polluted=1&constructor.prototype.polluted=1')

  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('responses are XML with lists of member, maps of entry and ISO times, without undefined values', async () => {
  const { text } = await call('Action=Shapes')

  expect(text).toMatch(
    /^<ShapesResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/"><ShapesResult>/,
  )
  expect(text).toContain('<Flag>true</Flag><Time>1970-01-01T00:00:00.000Z</Time>')
  expect(text).toContain('<List><member><Name>x</Name></member><member></member></List>')
  expect(text).toContain('<Map><entry><key>k&amp;</key><value>v</value></entry></Map></ShapesResult>')
  expect(text).not.toContain('Nothing')
})

test('an action without output still has a result and a request id', async () => {
  const { text } = await call('Action=Nothing')

  expect(text).toMatch(/<NothingResult><\/NothingResult><ResponseMetadata><RequestId>[0-9a-f-]{36}</)
})

test('an error is of the class that the SDK knows by its query code', async () => {
  const client = new SNSClient(rig.client)

  const error = await client.send(new ListTopicsCommand({})).catch(cause => cause)

  expect(error).toBeInstanceOf(NotFoundException)
  expect(error.message).toBe('No <such> thing')
  expect(error.$metadata.httpStatusCode).toBe(404)
})

test.each(['Unknown', 'constructor', ''])('the action %j is refused by name', async action => {
  const { status, text } = await call(`Action=${action}`)

  expect(status).toBe(400)
  expect(text).toContain('<Type>Sender</Type><Code>InvalidAction</Code>')
  expect(text).toContain(`does not simulate the action &quot;${action}&quot; of sns`)
})
