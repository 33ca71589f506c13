import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  UpdateFunctionUrlConfigCommand,
  type UpdateFunctionUrlConfigCommandInput,
} from '@aws-sdk/client-lambda'
import { LocalAws } from '../../../src/local-aws.ts'
import { administratorRole, setRolePolicies } from '../../role-policies.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'
import { get, getSigned } from '../apigateway/api-rig.ts'
import { LambdaRig } from './lambda-rig.ts'

const ECHO = 'export const handler = async event => ({ statusCode: 200, body: JSON.stringify(event) })'
const PAGE = { origin: 'https://site.example', 'sec-fetch-site': 'cross-site' }

let rig: LambdaRig
beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

/** The address of a new function, which everybody may call. */
async function url(name: string, source: string, config: object = { AuthType: 'NONE' }): Promise<string> {
  await rig.deploy(name, source)
  await publish(name)
  const { FunctionUrl } = await rig.functions.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: name, AuthType: 'NONE', ...config }),
  )
  return FunctionUrl as string
}

/** Adds the two permissions that the CDK, too, gives to everybody. */
async function publish(FunctionName: string, Qualifier?: string): Promise<void> {
  await permit(FunctionName, { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Qualifier })
  await permit(FunctionName, { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Qualifier })
}

async function permit(FunctionName: string, permission: Partial<AddPermissionCommandInput>): Promise<void> {
  const { Action } = permission
  const StatementId = `${Action}`.replace(':', '-')
  await rig.functions.send(
    new AddPermissionCommand({ FunctionName, StatementId, Principal: '*', Action, ...permission }),
  )
}

/**
 * @documented Lambda Developer Guide, Invoking function URLs: request and response payloads follow payload
 *   format 2.0
 */
test('a function gets the request in payload format 2.0, and answers it', async () => {
  const address = await url('echo', ECHO)
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_aws\/lambda-url\/[0-9a-f]{32}\/$/)
  const { status, headers, text } = await get(`${address}orders/1?size=2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  })
  expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'application/json' })
  expect(JSON.parse(text)).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders/1',
    rawQueryString: 'size=2',
    body: '{"a":1}',
    isBase64Encoded: false,
    requestContext: {
      accountId: 'anonymous',
      stage: '$default',
      http: { method: 'POST', path: '/orders/1' },
    },
  })
})

/** @documented Lambda Developer Guide, Function URL monitoring: a function error is a 502 */
test.each<[string, string, number]>([
  ['that throws', 'export const handler = async () => { throw new Error() }', 502],
  ['whose response is malformed', 'export const handler = async () => ({ statusCode: "none" })', 502],
])('a function %s is a bad gateway', async (_, source, status) => {
  expect(await get(await url(`bad${source.length}`, source))).toMatchObject({
    status,
    text: '{"Message":"Internal Server Error"}',
  })
})

/** @own the addresses of function URLs */
test('an unknown address is not found', async () => {
  expect(await get(`${rig.account.endpoint}/_aws/lambda-url/none/`)).toMatchObject({ status: 404 })
})

/**
 * @documented Lambda Developer Guide, Control access to Lambda function URLs: the policy "must grant public
 *   access before your function URL can receive requests"; "Starting in October 2025, new function URLs will
 *   require both"
 */
test('"must grant public access before your function URL can receive requests"', async () => {
  await rig.deploy('private', ECHO)
  const { FunctionUrl } = await rig.functions.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'private', AuthType: 'NONE' }),
  )
  const address = FunctionUrl as string
  const forbidden = { status: 403, text: '{"Message":"Forbidden"}' }
  expect(await get(address)).toMatchObject(forbidden)
  // "Starting in October 2025, new function URLs will require both".
  await permit('private', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' })
  expect(await get(address)).toMatchObject(forbidden)
  await permit('private', { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true })
  expect(await get(address)).toMatchObject({ status: 200 })
})

/**
 * @documented Lambda API Reference, AddPermission, FunctionUrlAuthType: a statement holds for URLs of this
 *   type
 */
test('a permission for signed requests grants no public access', async () => {
  await rig.deploy('signed', ECHO)
  const { FunctionUrl } = await rig.functions.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'signed', AuthType: 'NONE' }),
  )
  await permit('signed', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'AWS_IAM' })
  await permit('signed', { Action: 'lambda:InvokeFunction' })
  expect(await get(FunctionUrl as string)).toMatchObject({ status: 403 })
})

/**
 * @documented Lambda Developer Guide, Control access to Lambda function URLs, AWS_IAM: a signed request of a
 *   principal that is permitted
 */
test('AWS_IAM takes requests with a signature that is right and is not denied', async () => {
  const address = await url('closed', ECHO, { AuthType: 'AWS_IAM' })
  const forbidden = { status: 403, text: '{"Message":"Forbidden"}' }
  expect(await get(address)).toMatchObject(forbidden)
  setRolePolicies(rig.account, 'reader', [
    {
      Statement: {
        Effect: 'Allow',
        Action: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
        Resource: rig.account.arn('lambda', 'function:closed'),
      },
    },
  ])
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/reader', 'x')
  const signed = () => getSigned(rig, address, {}, { credentials, service: 'lambda' })
  const answer = await signed()
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toMatchObject({
    requestContext: {
      accountId: '000000000000',
      authorizer: { iam: { userArn: 'arn:aws:sts::000000000000:assumed-role/reader/x' } },
    },
  })
  administratorRole(rig.account, 'reader', { Action: 'lambda:InvokeFunctionUrl', Resource: '*' })
  expect(await signed()).toMatchObject(forbidden)
})

/** @documented IAM User Guide, AWS global condition context keys, aws:SourceIp: a request has it, unless a service makes it */
test.each([
  ['127.0.0.1', 200],
  ['192.0.2.0/24', 403],
])('a signed request is made from an address: allowed from %s, it gets %d', async (address, status) => {
  const name = `from-${status}`
  const to = await url(name, ECHO, { AuthType: 'AWS_IAM' })
  setRolePolicies(rig.account, 'reader', [
    {
      Statement: {
        Effect: 'Allow',
        Action: 'lambda:*',
        Resource: rig.account.arn('lambda', `function:${name}`),
        Condition: { IpAddress: { 'aws:SourceIp': address } },
      },
    },
  ])
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/reader', 'x')
  expect((await getSigned(rig, to, {}, { credentials, service: 'lambda' })).status).toBe(status)
})

/** @own the secrets of the local AWS are unpredictable, so a signature is an authorization for pages too */
test('a page of another site uses a URL that was signed for it, and guesses no secret', async () => {
  const address = await url('guarded', ECHO, { AuthType: 'AWS_IAM' })
  const inUrl = { service: 'lambda', presignedFor: 60 }
  const post = (signing: object) =>
    getSigned(rig, address, { method: 'POST', headers: PAGE, body: '{}' }, { ...inUrl, ...signing })
  expect(await post({})).toMatchObject({ status: 200 })
  const guessed = { ...rig.developer, secretAccessKey: 'local' }
  expect(await post({ credentials: guessed })).toMatchObject({ status: 403 })
})

/** @own the front door, which takes hosts of this machine alone */
test('a host that is not of this machine is refused', async () => {
  const address = new URL(await url('hosted', ECHO))
  const { request } = await import('node:http')
  const status = await new Promise(resolve => {
    request(address, { headers: { host: 'site.example' } }, response => {
      response.resume()
      resolve(response.statusCode)
    }).end()
  })
  expect(status).toBe(403)
})

/** @documented Lambda API Reference, Cors: the URL's settings override the headers of the function */
test('pages get the answer of CORS that is configured, whatever the function says', async () => {
  const source = `export const handler = async () => ({
    statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: 'hello' })`
  const Cors = {
    AllowOrigins: ['https://site.example'],
    AllowMethods: ['PUT'],
    AllowHeaders: ['content-type'],
    AllowCredentials: true,
    MaxAge: 60,
  }
  const address = await url('shared', source, { Cors })
  const preflight = (method: string, origin = PAGE.origin) =>
    get(address, {
      method: 'OPTIONS',
      headers: { ...PAGE, origin, 'access-control-request-method': method },
    })
  const allowed = (await preflight('PUT')).headers
  expect(allowed.get('access-control-allow-origin')).toBe('https://site.example')
  expect(allowed.get('access-control-allow-methods')).toBe('PUT')
  expect(allowed.get('access-control-max-age')).toBe('60')
  expect((await preflight('DELETE')).headers.get('access-control-allow-origin')).toBeNull()
  expect(
    (await preflight('PUT', 'https://other.example')).headers.get('access-control-allow-origin'),
  ).toBeNull()

  const answer = await get(address, { headers: PAGE })
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://site.example')
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
  const other = await get(address, { headers: { ...PAGE, origin: 'https://other.example' } })
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
})

/** @documented Lambda Developer Guide, Function URLs: an alias has a URL of its own */
test('an alias has a separate address', async () => {
  await rig.deploy('aliased', 'export const handler = async (_, { functionVersion }) => functionVersion')
  await rig.functions.send(new PublishVersionCommand({ FunctionName: 'aliased' }))
  const alias = { FunctionName: 'aliased', Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(alias))
  await publish('aliased', 'live')
  const named = { FunctionName: 'aliased', Qualifier: 'live' }
  await rig.functions.send(new CreateFunctionUrlConfigCommand({ ...named, AuthType: 'NONE' }))
  const { FunctionUrl, FunctionArn } = await rig.functions.send(new GetFunctionUrlConfigCommand(named))
  expect(FunctionArn).toBe('arn:aws:lambda:us-east-1:000000000000:function:aliased:live')
  expect(await get(FunctionUrl as string)).toMatchObject({ status: 200, text: '"1"' })
})

/** @documented Lambda API Reference, UpdateFunctionUrlConfig: the members that are given are changed */
test('UpdateFunctionUrlConfig changes only the given members and keeps the address', async () => {
  const Cors = { AllowOrigins: ['https://site.example'], AllowMethods: ['GET'] }
  const address = await url('changed', ECHO, { Cors })
  const update = (changes: Partial<UpdateFunctionUrlConfigCommandInput>) =>
    rig.functions.send(new UpdateFunctionUrlConfigCommand({ FunctionName: 'changed', ...changes }))
  await rig.clock.advanceBy({ seconds: 5 })

  const { AuthType, CreationTime, LastModifiedTime, ...kept } = await update({ AuthType: 'AWS_IAM' })
  expect(AuthType).toBe('AWS_IAM')
  expect(Date.parse(LastModifiedTime as string) - Date.parse(CreationTime as string)).toBe(5_000)
  expect(kept).toMatchObject({ FunctionUrl: address, Cors, InvokeMode: 'BUFFERED' })
  expect(await get(address)).toMatchObject({ status: 403 })

  await update({ AuthType: 'NONE', Cors: { AllowOrigins: ['*'] } })
  const { status, headers } = await get(address, { headers: PAGE })
  expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*'])
})

/** @own values that are refused as not valid or not simulated */
test.each([
  [{ AuthType: 'OPEN' }, 'AuthType must be one of NONE, AWS_IAM, not "OPEN".'],
  [{ InvokeMode: 'RESPONSE_STREAM' }, 'the InvokeMode RESPONSE_STREAM, only BUFFERED'],
])('UpdateFunctionUrlConfig refuses %j and changes nothing', async (changes, message) => {
  const name = `refused-${Object.keys(changes)}`
  const address = await url(name, ECHO)
  const update = new UpdateFunctionUrlConfigCommand({ FunctionName: name, ...(changes as object) })
  await expect(rig.functions.send(update)).rejects.toThrow(message)
  expect(await get(address)).toMatchObject({ status: 200 })
})

/**
 * @documented Lambda API Reference, UpdateFunctionUrlConfig, ResourceNotFoundException: "The resource
 *   specified in the request does not exist."
 */
test('UpdateFunctionUrlConfig finds no URL of a function without one', async () => {
  await rig.deploy('without', ECHO)
  const update = new UpdateFunctionUrlConfigCommand({ FunctionName: 'without', AuthType: 'NONE' })
  await expect(rig.functions.send(update)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/**
 * @documented Lambda API Reference, ListFunctionUrlConfigs: "Returns a list of Lambda function URLs for the
 *   specified function."
 */
test('ListFunctionUrlConfigs returns the URLs of a function and its aliases', async () => {
  const own = await url('listed', ECHO)
  await url('listed-too', ECHO)
  await rig.functions.send(new PublishVersionCommand({ FunctionName: 'listed' }))
  const alias = { FunctionName: 'listed', Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(alias))
  const named = { FunctionName: 'listed', Qualifier: 'live' }
  await rig.functions.send(new CreateFunctionUrlConfigCommand({ ...named, AuthType: 'AWS_IAM' }))

  const list = (FunctionName: string) =>
    rig.functions.send(new ListFunctionUrlConfigsCommand({ FunctionName }))
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:listed'
  expect((await list('listed')).FunctionUrlConfigs).toEqual([
    expect.objectContaining({ FunctionArn: arn, FunctionUrl: own, AuthType: 'NONE' }),
    expect.objectContaining({ FunctionArn: `${arn}:live`, AuthType: 'AWS_IAM' }),
  ])
  await expect(list('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

describe('in a template', () => {
  async function start(properties: object): Promise<LocalAws> {
    const Greeter = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: `exports.handler = async () => 'hello'` },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    }
    const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } }
    const TargetFunctionArn = { 'Fn::GetAtt': ['Greeter', 'Arn'] }
    const Url = {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn, ...properties },
    }
    const permission = (properties: object) => ({
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: TargetFunctionArn, Principal: '*', ...properties },
    })
    const Permissions = {
      Url: permission({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      Function: permission({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    }
    const Outputs = { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } }
    const assembly = await Assembly.of({
      Shop: {
        Resources: {
          ...{ Role, Greeter, Url },
          ...{ UrlPermission: Permissions.Url, FunctionPermission: Permissions.Function },
        },
        Outputs,
      },
    })
    try {
      return await LocalAws.start({ assembly: assembly.directory })
    } finally {
      await assembly.remove()
    }
  }

  /**
   * @documented CloudFormation Template Reference, AWS::Lambda::Url: FunctionUrl by Fn::GetAtt
   * @recorded tests/aws/services/cloudformation/resources/test_lambda.py::test_cfn_function_url, 2024-04-16
   */
  test('its attribute is an address that answers', async () => {
    const aws = await start({})
    expect(await get(aws.stacks.Shop?.Url as string)).toMatchObject({ status: 200, text: '"hello"' })
    await aws.stop()
  })

  /** @own response streams, refused as not simulated */
  test('a response stream is refused by name', async () => {
    await expect(start({ InvokeMode: 'RESPONSE_STREAM' })).rejects.toThrow(
      'Shop/Url: the local AWS does not simulate the value "RESPONSE_STREAM" of the property "InvokeMode" of AWS::Lambda::Url: use BUFFERED.',
    )
  })
})
