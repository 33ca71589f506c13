import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type { CreatedResource, Resource } from '../../../src/template/resource-type.ts'
import { administratorRole } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'
import { zip } from './zip.ts'

let rig: LambdaRig

beforeEach(async () => {
  rig = await LambdaRig.started()
})
afterEach(() => rig.close())

const HELLO = 'export const handler = async () => "hello"'

/**
 * @documented Lambda API Reference, CreateFunction: the members of a function's configuration, and their
 *   defaults
 */
test('a function is described as it was created, with the defaults of the API', async () => {
  await rig.deploy('hello', HELLO, { Environment: { Variables: { COLOUR: 'blue' } }, Timeout: 7 })
  const get = new GetFunctionConfigurationCommand({ FunctionName: 'hello' })
  const { $metadata, ...configuration } = await rig.functions.send(get)
  expect(configuration).toEqual({
    FunctionName: 'hello',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:hello',
    Role: 'arn:aws:iam::000000000000:role/hello',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Description: '',
    Timeout: 7,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    Architectures: ['x86_64'],
    Environment: { Variables: { COLOUR: 'blue' } },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/hello' },
    PackageType: 'Zip',
    Version: '$LATEST',
    CodeSize: HELLO.length,
    CodeSha256: expect.any(String),
    LastModified: '2026-01-01T00:00:00.000+0000',
    RevisionId: expect.any(String),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  })
  const described = await rig.functions.send(new GetFunctionCommand({ FunctionName: 'hello' }))
  expect(described.Configuration).toEqual(configuration)
})

/**
 * @documented Lambda API Reference, ListFunctions, UpdateFunctionConfiguration and DeleteFunction: they list,
 *   change in part, and delete
 */
test('functions are listed by name, updated in part, and deleted', async () => {
  await rig.deploy('beta', HELLO)
  await rig.deploy('alpha', HELLO, { MemorySize: 512 })
  const update = { FunctionName: 'alpha', Timeout: 9, Environment: { Variables: { COLOUR: 'red' } } }
  expect(await rig.functions.send(new UpdateFunctionConfigurationCommand(update))).toMatchObject({
    Timeout: 9,
    MemorySize: 512,
    Environment: { Variables: { COLOUR: 'red' } },
  })
  const names = async () => {
    const { Functions = [] } = await rig.functions.send(new ListFunctionsCommand({}))
    return Functions.map(({ FunctionName }) => FunctionName)
  }
  expect(await names()).toEqual(['alpha', 'beta'])
  await rig.functions.send(new DeleteFunctionCommand({ FunctionName: 'alpha' }))
  expect(await names()).toEqual(['beta'])
})

/**
 * @documented Lambda API Reference, CreateFunction, ResourceConflictException: "The resource already exists,
 *   or another operation is in progress."
 */
test('a name can be used only once', async () => {
  await rig.deploy('hello', HELLO)
  await expect(rig.deploy('hello', HELLO)).rejects.toMatchObject({
    name: 'ResourceConflictException',
    $metadata: { httpStatusCode: 409 },
  })
})

/**
 * @documented Lambda Developer Guide, Node.js handler: the handler is a path and a name, of an ES module or
 *   CommonJS
 */
test('a handler may lie in a directory, and be CommonJS', async () => {
  const Code = { ZipFile: zip({ 'src/app.cjs': 'exports.run = async () => __filename.split("/").at(-1)' }) }
  await rig.deploy('nested', '', { Code, Handler: 'src/app.run' })
  expect(await rig.invoke('nested')).toMatchObject({ payload: 'app.cjs' })
})

describe('invalid values are refused by name', () => {
  /**
   * @documented Lambda API Reference, CreateFunction: the valid range of each member
   * @own members and values, refused as not simulated
   */
  test.each([
    [{ Runtime: 'python3.14' }, 'does not simulate the runtime python3.14'],
    [{ Timeout: 901 }, 'Timeout must be a whole number from 1 to 900'],
    [{ MemorySize: 64 }, 'MemorySize must be a whole number from 128 to 10240'],
    [{ Environment: { Variables: { AWS_REGION: 'x' } } }, 'Reserved keys used in this request: AWS_REGION'],
    [{ Environment: { Variables: { A1: 'x'.repeat(4096) } } }, 'exceeded the 4KB limit'],
    [{ EphemeralStorage: { Size: 511 } }, 'EphemeralStorage must be a whole number from 512 to 10240'],
    [{ EphemeralStorage: { Size: 10_241 } }, 'EphemeralStorage must be a whole number from 512 to 10240'],
    [{ Architectures: ['riscv'] }, 'Architectures must be one of x86_64, arm64'],
    [{ VpcConfig: { SubnetIds: ['x'] } }, 'does not simulate the member VpcConfig'],
    [{ LoggingConfig: { SystemLogLevel: 'WARN' } }, 'need LogFormat JSON'],
    [{ Code: { S3Bucket: 'b', S3Key: 'k' } }, 'does not simulate CreateFunction without Code.ZipFile'],
    [{ Code: { ZipFile: Buffer.from('no archive') } }, 'Could not unzip uploaded file'],
    [{ Code: { ZipFile: zip({ '../outside.mjs': HELLO }) } }, 'a file outside of it'],
  ] as const)('%j', async (input, message) => {
    await expect(rig.deploy('refused', HELLO, input as never)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(message),
    })
  })
})

describe('by CloudFormation', () => {
  beforeEach(() => {
    administratorRole(rig.account, 'x')
  })

  const properties = {
    Role: 'arn:aws:iam::000000000000:role/x',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
  }

  /**
   * @documented CloudFormation Template Reference, AWS::Lambda::Function: Ref is the name, Arn by Fn::GetAtt;
   *   Code.ZipFile is the source
   */
  test('with inline code; what a template holds as text is a number (AWS::Lambda::Function)', async () => {
    const { physicalId, attributes } = await create('AWS::Lambda::Function', {
      ...properties,
      Code: { ZipFile: 'exports.handler = async () => "inline"' },
      Timeout: '30',
      ReservedConcurrentExecutions: 3,
    })
    expect(physicalId).toBe('Stack-Thing-1A2B')
    expect(attributes.Arn).toBe(`arn:aws:lambda:us-east-1:000000000000:function:${physicalId}`)
    expect(await rig.invoke(physicalId)).toMatchObject({ payload: 'inline' })
    const described = await rig.functions.send(new GetFunctionCommand({ FunctionName: physicalId }))
    expect(described).toMatchObject({
      Configuration: { Timeout: 30, Runtime: 'nodejs22.x' },
      Concurrency: { ReservedConcurrentExecutions: 3 },
    })
  })

  /** @own code of the assembly */
  test('with code of the assembly, which stays where it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'asset-'))
    await writeFile(join(directory, 'index.mjs'), 'export const handler = async () => process.cwd()')
    await create(
      'AWS::Lambda::Function',
      { ...properties, FunctionName: 'asset', Code: { S3Bucket: 'assets', S3Key: 'abc.zip' } },
      { 'abc.zip': directory },
    )
    expect(await rig.invoke('asset')).toMatchObject({ payload: directory })
    await rig.close()
    await rm(directory, { recursive: true })
    rig = await LambdaRig.started()
  })

  /**
   * @documented CloudFormation Template Reference, AWS::Lambda::Permission and
   *   AWS::Lambda::EventInvokeConfig: their FunctionName
   */
  test('with its permissions and its asynchronous settings; both need the function', async () => {
    await rig.deploy('hello', HELLO)
    const permission = { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }
    await create('AWS::Lambda::Permission', { FunctionName: 'hello', ...permission })
    await expect(create('AWS::Lambda::Permission', { FunctionName: 'no', ...permission })).rejects.toThrow(
      'Function not found',
    )
    const settings = { FunctionName: 'hello', Qualifier: '$LATEST', MaximumRetryAttempts: 1 }
    expect(await create('AWS::Lambda::EventInvokeConfig', settings)).toMatchObject({
      physicalId: 'hello-$LATEST',
    })
  })

  async function create(
    type: string,
    values: Record<string, unknown>,
    assets: Record<string, string> = {},
  ): Promise<CreatedResource> {
    const resource: Resource = {
      type: 'AWS::Lambda::Function',
      stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Test/1',
      stackName: 'Stack',
      logicalId: 'Thing',
      properties: values,
      physicalName: () => 'Stack-Thing-1A2B',
      assetDirectory: key => assets[key] ?? '',
    }
    const found = rig.lambda.resourceTypes.find(candidate => candidate.type === type)
    return (await found?.create(resource)) as CreatedResource
  }
})
