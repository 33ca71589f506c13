import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'

/** Answers as the CDK's providers do: by HTTPS, to the host and the path of ResponseURL. */
const ANSWER = `
const https = require('node:https')
const { parse } = require('node:url')
const answer = (event, answer) => new Promise((resolve, reject) => {
  const { StackId, RequestId, LogicalResourceId } = event
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer })
  const { hostname, path } = parse(event.ResponseURL)
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) }
  const request = https.request({ hostname, path, method: 'PUT', headers }, resolve)
  request.on('error', reject)
  request.end(body)
})
`

function provider(handler: string): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: `${ANSWER}\nexports.handler = ${handler}` },
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
  }
}

const custom = (properties: object = {}, Type = 'Custom::Greeting') => ({
  Type,
  Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] }, ...properties },
})

async function start(Resources: object, Outputs: object = {}): Promise<LocalAws> {
  const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } }
  const assembly = await Assembly.of({ Shop: { Resources: { Role, ...Resources }, Outputs } })
  try {
    return await LocalAws.start({ assembly: assembly.directory })
  } finally {
    await assembly.remove()
  }
}

const succeeding = `event => answer(event, {
  Status: 'SUCCESS',
  PhysicalResourceId: 'made-' + event.ResourceProperties.Name,
  Data: { Event: JSON.stringify({ ...event, ResponseURL: undefined }), Count: 3 },
})`

/**
 * @documented CloudFormation User Guide, Custom resource request and response objects: the members of the
 *   event; PhysicalResourceId is the Ref, Data by Fn::GetAtt
 */
test.each(['Custom::Greeting', 'AWS::CloudFormation::CustomResource'])(
  '%s is what its function answers',
  async type => {
    const aws = await start(
      { Provider: provider(succeeding), Greeting: custom({ Name: 'hello', Times: 2, Loud: true }, type) },
      {
        Id: { Value: { Ref: 'Greeting' } },
        Event: { Value: { 'Fn::GetAtt': ['Greeting', 'Event'] } },
        Count: { Value: { 'Fn::GetAtt': ['Greeting', 'Count'] } },
      },
    )
    const { Id, Event, Count } = aws.stacks.Shop ?? {}
    expect(Id).toBe('made-hello')
    expect(Count).toBe('3')
    expect(JSON.parse(Event ?? '')).toEqual({
      RequestType: 'Create',
      ServiceToken: expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:Shop-Provider-/),
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/Shop\//),
      RequestId: expect.any(String),
      LogicalResourceId: 'Greeting',
      ResourceType: type,
      ResourceProperties: { ServiceToken: expect.any(String), Name: 'hello', Times: '2', Loud: 'true' },
    })
    await aws.stop()
  },
)

/** @documented CloudFormation User Guide, Custom resources: the function answers by a PUT to ResponseURL */
test('a function that answers by fetch reaches ResponseURL too', async () => {
  const byFetch = `async event => {
    const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'fetched' })
    await fetch(event.ResponseURL, { method: 'PUT', body })
  }`
  const aws = await start(
    { Provider: provider(byFetch), Greeting: custom() },
    { Id: { Value: { Ref: 'Greeting' } } },
  )
  expect(aws.stacks.Shop?.Id).toBe('fetched')
  await aws.stop()
})

/**
 * @documented CloudFormation User Guide, Custom resource response objects: FAILED with its Reason;
 *   PhysicalResourceId is required
 */
test.each<[string, string, string, object?]>([
  [
    'that answers FAILED',
    `event => answer(event, { Status: 'FAILED', Reason: 'no words', PhysicalResourceId: 'x' })`,
    'Shop/Greeting: the custom resource failed: no words (Custom::Greeting).',
  ],
  [
    'that throws',
    `async () => { throw new Error('out of words') }`,
    'failed before it answered the custom resource: out of words (Custom::Greeting).',
  ],
  [
    'that names no resource',
    `event => answer(event, { Status: 'SUCCESS' })`,
    'Shop/Greeting: the custom resource answered without a PhysicalResourceId: it must give one (Custom::Greeting).',
  ],
  [
    'that does not answer in time',
    'async () => {}',
    'did not answer the custom resource in time: it must PUT its answer to the ResponseURL of the event',
    { ServiceTimeout: 1 },
  ],
])('a provider %s refuses the assembly', async (_, handler, message, properties = {}) => {
  const refused = start({ Provider: provider(handler), Greeting: custom(properties) })
  await expect(refused).rejects.toThrow(message)
})

/**
 * @documented CloudFormation User Guide, Custom resource response objects: Data are the attributes for
 *   Fn::GetAtt
 */
test('an attribute that the function did not return is reported', async () => {
  const refused = start(
    { Provider: provider(succeeding), Greeting: custom({ Name: 'hello' }) },
    { Colour: { Value: { 'Fn::GetAtt': ['Greeting', 'Colour'] } } },
  )
  await expect(refused).rejects.toThrow(
    'the custom resource Greeting responded without the attribute "Colour": its function must return it in Data',
  )
})

/** @own providers, refused as not simulated */
test('a provider that is not a function of the app is refused by name', async () => {
  const ServiceToken = 'arn:aws:sns:us-east-1:000000000000:provider'
  await expect(start({ Greeting: custom({ ServiceToken }) })).rejects.toThrow(
    `Shop/Greeting: the local AWS does not simulate the ServiceToken "${ServiceToken}": let it be the ARN of a function of the app.`,
  )
})

/** @own the address of answers */
test('nobody can respond for a provider: ResponseURL is secret and accepts one response', async () => {
  const aws = await start({})
  const put = (path: string) => fetch(`${aws.endpoint}${path}`, { method: 'PUT', body: '{}' })
  expect((await put('/_aws/custom-resource/')).status).toBe(403)
  expect((await put('/_aws/custom-resource/0123456789abcdef')).status).toBe(403)
  await aws.stop()
})
