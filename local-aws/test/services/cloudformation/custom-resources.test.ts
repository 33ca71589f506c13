import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DeleteFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
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

/** Keeps what it is asked in the log, where its test finds it. */
const logging = `async event => {
  console.log('asked ' + JSON.stringify({ ...event, ResponseURL: undefined }))
  await answer(event, { Status: event.ResourceProperties[event.RequestType] ?? 'SUCCESS', PhysicalResourceId: 'greeting-1', Reason: 'no words' })
}`

const LOGS = '/greetings'

/** The provider with a log group that a role may write to and that outlives the stack. */
const logged = (handler: string) => {
  const { Type, Properties } = provider(handler) as { Type: string; Properties: object }
  const LoggingConfig = { LogFormat: 'Text', LogGroup: { Ref: 'Logs' } }
  return {
    Logs: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain', Properties: { LogGroupName: LOGS } },
    Provider: { Type, Properties: { ...Properties, LoggingConfig }, DependsOn: 'Policy' },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'logs',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
        },
      },
    },
  }
}

/** The requests that the provider got, oldest first. */
async function asked(aws: LocalAws): Promise<Record<string, unknown>[]> {
  const credentials = aws.developer
  const client = new CloudWatchLogsClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: LOGS }))
  client.destroy()
  return events
    .flatMap(({ message = '' }) => /asked (\{.*\})/.exec(message)?.[1] ?? [])
    .map(text => JSON.parse(text))
}

/** Deletes the stack; gives its status, and the reasons of what stays. */
async function destroy(aws: LocalAws): Promise<{ status: string | undefined; reasons: unknown[] }> {
  const credentials = aws.developer
  const client = new CloudFormationClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
  const { Stacks: [before] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Shop' }))
  await client.send(new DeleteStackCommand({ StackName: 'Shop' }))
  for (;;) {
    const { Stacks: [after] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: before?.StackId }),
    )
    if (after?.StackStatus === 'DELETE_IN_PROGRESS') continue
    const { StackResources = [] } = await client.send(
      new DescribeStackResourcesCommand({ StackName: before?.StackId }),
    )
    client.destroy()
    const failed = StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED')
    return {
      status: after?.StackStatus,
      reasons: failed.map(({ ResourceStatusReason }) => ResourceStatusReason),
    }
  }
}

/**
 * @documented CloudFormation User Guide, Custom resource request types, Delete: "are sent when the template developer
 *   deletes a stack that contains a custom resource", with the PhysicalResourceId that the function answered
 */
test('the deletion of its stack asks the function to delete what it made', async () => {
  const aws = await start({ ...logged(logging), Greeting: custom({ Name: 'hello' }) })
  expect(await destroy(aws)).toEqual({ status: 'DELETE_COMPLETE', reasons: [] })
  const [create, remove] = await asked(aws)
  expect(create).toMatchObject({ RequestType: 'Create', LogicalResourceId: 'Greeting' })
  expect(remove).toEqual({
    ...create,
    RequestType: 'Delete',
    RequestId: expect.any(String),
    PhysicalResourceId: 'greeting-1',
  })
  await aws.stop()
})

/**
 * @documented CloudFormation User Guide, Custom resource request types, Delete: "To successfully delete a stack with a
 *   custom resource, the custom resource provider must respond successfully to a delete request"
 */
test('a deletion that the function refuses leaves the function, and can be repeated', async () => {
  const aws = await start({ ...logged(logging), Greeting: custom({ Delete: 'FAILED' }) })
  const failed = { status: 'DELETE_FAILED', reasons: ['the custom resource failed: no words'] }
  expect(await destroy(aws)).toEqual(failed)
  expect(await destroy(aws)).toEqual(failed)
  expect((await asked(aws)).map(({ RequestType }) => RequestType)).toEqual(['Create', 'Delete', 'Delete'])
  await aws.stop()
})

/**
 * @documented CloudFormation User Guide, Custom resource request types, Delete: "To successfully delete a stack with a
 *   custom resource, the custom resource provider must respond successfully to a delete request"
 */
test('without its function, a custom resource cannot be deleted', async () => {
  const aws = await start({ ...logged(logging), Greeting: custom() })
  const lambda = new LambdaClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
  const { Functions: [provider] = [] } = await lambda.send(new ListFunctionsCommand())
  await lambda.send(new DeleteFunctionCommand({ FunctionName: provider?.FunctionName }))
  lambda.destroy()
  const { status, reasons } = await destroy(aws)
  expect(status).toBe('DELETE_FAILED')
  expect(reasons).toEqual([expect.stringContaining('its provider was not asked: Function not found')])
  await aws.stop()
})

/**
 * @documented CDK, custom-resources, provider framework: "If a Create event fails, the resource provider framework will
 *   automatically ignore the subsequent Delete operation issued by AWS CloudFormation"
 */
test('a creation that its function refuses is deleted when its stack is rolled back', async () => {
  const refused = start({ ...logged(logging), Greeting: custom({ Create: 'FAILED', Delete: 'FAILED' }) })
  await expect(refused).rejects.toThrow(
    'Shop/Greeting: its creation was rolled back, but it could not be deleted: the custom resource failed: no words.',
  )
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
