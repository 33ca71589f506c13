import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { create } from '../../resource.ts'
import { LambdaRig } from './lambda-rig.ts'
import { zip } from './zip.ts'

const WHO = `export const handler = async (event, context) => {
  if (event?.fail) throw new Error('as told')
  return { stage: process.env.STAGE, version: context.functionVersion, arn: context.invokedFunctionArn }
}`

let rig: LambdaRig
beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

async function deploy(name: string): Promise<void> {
  await rig.deploy(name, WHO, { Environment: { Variables: { STAGE: 'first' } } })
}

async function change(FunctionName: string, STAGE: string): Promise<void> {
  const Environment = { Variables: { STAGE } }
  await rig.functions.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }))
}

const publish = (FunctionName: string) => rig.functions.send(new PublishVersionCommand({ FunctionName }))

/**
 * @documented Lambda API Reference, PublishVersion: "Creates a version from the current code and
 *   configuration of a function."
 * @recorded tests/aws/services/cloudformation/resources/test_lambda.py::test_lambda_version, 2025-05-07
 */
test('a version keeps the configuration that it was published with', async () => {
  await deploy('kept')
  expect(await publish('kept')).toMatchObject({
    Version: '1',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:kept:1',
  })
  await change('kept', 'second')
  expect((await rig.invoke('kept:1')).payload).toEqual({
    stage: 'first',
    version: '1',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:kept:1',
  })
  expect((await rig.invoke('kept')).payload).toMatchObject({ stage: 'second', version: '$LATEST' })
  const configuration = new GetFunctionConfigurationCommand({ FunctionName: 'kept', Qualifier: '1' })
  expect(await rig.functions.send(configuration)).toMatchObject({
    Version: '1',
    Environment: { Variables: { STAGE: 'first' } },
  })
})

describe('new code', () => {
  const answering = (text: string) =>
    zip({ 'index.mjs': `export const handler = async () => ${JSON.stringify(text)}` })

  /** @documented Lambda API Reference, UpdateFunctionCode: "You can't modify the code of a published version, only the unpublished version." */
  test('is that of the function, and a published version keeps its own', async () => {
    const FunctionName = 'recoded'
    const { functions } = rig
    const location = async () => {
      const { Code } = await functions.send(new GetFunctionCommand({ FunctionName }))
      return fileURLToPath(Code?.Location ?? '')
    }
    await rig.deploy(FunctionName, '', { Code: { ZipFile: answering('first') } })
    await rig.invoke(FunctionName)
    const { CodeSha256: before } = await publish(FunctionName)
    const former = await location()
    const update = { FunctionName, ZipFile: answering('second'), Publish: true }
    const updated = await functions.send(new UpdateFunctionCodeCommand(update))
    expect(updated).toMatchObject({ Version: '2', CodeSha256: expect.not.stringMatching(String(before)) })
    const answers = [FunctionName, `${FunctionName}:1`, `${FunctionName}:2`].map(name => rig.invoke(name))
    expect((await Promise.all(answers)).map(({ payload }) => payload)).toEqual(['second', 'first', 'second'])

    const latter = await location()
    expect([former, latter].map(existsSync)).toEqual([true, true])
    await functions.send(new DeleteFunctionCommand({ FunctionName }))
    expect([former, latter].map(existsSync)).toEqual([false, false])
  })

  /** @own UpdateFunctionCode: packages in S3 and images are refused, and what is no package changes nothing */
  test('that cannot be had is refused', async () => {
    await deploy('unchanged')
    const update = (input: object) =>
      rig.functions.send(new UpdateFunctionCodeCommand({ FunctionName: 'unchanged', ...input }))
    await expect(update({ S3Bucket: 'b', S3Key: 'k' })).rejects.toThrow(
      'does not simulate the member S3Bucket',
    )
    await expect(update({})).rejects.toThrow('does not simulate UpdateFunctionCode without ZipFile')
    await expect(update({ ZipFile: Buffer.from('no archive') })).rejects.toThrow(/unzip/i)
    await expect(update({ ZipFile: zip({}) })).rejects.toThrow('Uploaded file must be a non-empty zip')
    await expect(update({ FunctionName: 'missing', ZipFile: answering('x') })).rejects.toThrow('not found')
    await expect(update({ FunctionName: 'unchanged:1', ZipFile: answering('x') })).rejects.toThrow(
      'does not simulate a change of unchanged:1',
    )
    expect((await rig.invoke('unchanged')).payload).toMatchObject({ stage: 'first' })
  })

  /** @recorded tests/aws/services/lambda_/test_lambda_api.py::TestLambdaRevisions::test_function_revisions_basic, 2025-11-25 */
  test('and a configuration are refused to whoever knows an older revision', async () => {
    const { functions } = rig
    const FunctionName = 'revised'
    await rig.deploy(FunctionName, '', { Code: { ZipFile: answering('first') } })
    const { RevisionId: first } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const code = (RevisionId?: string) =>
      functions.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: answering('new'), RevisionId }))
    const { RevisionId: second } = await code(first)
    const outdated = {
      name: 'PreconditionFailedException',
      message:
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve ' +
        'the latest Revision Id',
      $metadata: { httpStatusCode: 412 },
    }
    await expect(code(first)).rejects.toMatchObject(outdated)
    const configure = (RevisionId?: string) =>
      functions.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5, RevisionId }))
    await expect(configure(first)).rejects.toMatchObject(outdated)
    expect(await configure(second)).toMatchObject({
      Timeout: 5,
      RevisionId: expect.not.stringMatching(`${second}`),
    })
  })

  /** @documented Lambda API Reference, PublishVersion: "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version." */
  test('that is the former is no new version', async () => {
    const { functions } = rig
    const FunctionName = 'repeated'
    await rig.deploy(FunctionName, '', { Code: { ZipFile: answering('first') } })
    const update = (ZipFile: Buffer) =>
      functions.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }))
    const versions = [await update(answering('first')), await update(answering('first'))]
    versions.push(await update(answering('second')), await update(answering('first')))
    expect(versions.map(({ Version }) => Version)).toEqual(['1', '1', '2', '3'])
  })
})

/** @documented Lambda developer guide, Using environment variables: "AWS_LAMBDA_FUNCTION_VERSION – The version of the function being executed." */
test('a function finds its version in its environment', async () => {
  await rig.deploy('knowing', 'export const handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION')
  await publish('knowing')
  expect((await rig.invoke('knowing')).payload).toBe('$LATEST')
  expect((await rig.invoke('knowing:1')).payload).toBe('1')
})

/**
 * @documented Lambda developer guide, Viewing metrics for Lambda functions, By Executed Version: "Use the ExecutedVersion
 *   dimension to compare error rates for two versions of a function that are both targets of a weighted alias"
 */
test('an invocation through an alias counts for the version that it ran', async () => {
  await deploy('counted')
  await publish('counted')
  const live = { FunctionName: 'counted', Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(live))
  await rig.invoke('counted:live')
  await rig.invoke('counted:1')
  const cloudWatch = rig.with(new CloudWatchClient(rig.client))
  const { Metrics = [] } = await cloudWatch.send(
    new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'Invocations' }),
  )
  const dimensions = Metrics.map(({ Dimensions = [] }) =>
    Dimensions.map(({ Name, Value }) => `${Name} ${Value}`).toSorted(),
  )
  expect(dimensions.filter(names => names.includes('FunctionName counted')).toSorted()).toEqual([
    ['ExecutedVersion 1', 'FunctionName counted', 'Resource counted:live'],
    ['FunctionName counted'],
    ['FunctionName counted', 'Resource counted:1'],
    ['FunctionName counted', 'Resource counted:live'],
  ])
})

/**
 * @documented Lambda API Reference, PublishVersion: "Lambda doesn't publish a version if the function's
 *   configuration and code haven't changed since the last version."
 */
test('publishing what has not changed gives the last version again', async () => {
  await deploy('same')
  expect(await publish('same')).toMatchObject({ Version: '1' })
  expect(await publish('same')).toMatchObject({ Version: '1' })
  await change('same', 'second')
  expect(await publish('same')).toMatchObject({ Version: '2' })
  const { Versions } = await rig.functions.send(new ListVersionsByFunctionCommand({ FunctionName: 'same' }))
  expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2'])
})

/** @documented Lambda API Reference, CreateAlias: "Creates an alias for a Lambda function version." */
test('an alias runs the version that it points to, by its own name', async () => {
  await deploy('aliased')
  await publish('aliased')
  await change('aliased', 'second')
  await publish('aliased')
  const live = { FunctionName: 'aliased', Name: 'live' }
  await rig.functions.send(new CreateAliasCommand({ ...live, FunctionVersion: '1' }))
  const answer = await rig.functions.send(new InvokeCommand({ FunctionName: 'aliased', Qualifier: 'live' }))
  expect(answer.ExecutedVersion).toBe('1')
  expect(JSON.parse(new TextDecoder().decode(answer.Payload))).toEqual({
    stage: 'first',
    version: '1',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:aliased:live',
  })
  await rig.functions.send(new UpdateAliasCommand({ ...live, FunctionVersion: '2' }))
  expect((await rig.invoke('aliased:live')).payload).toMatchObject({ stage: 'second', version: '2' })
  const { Aliases } = await rig.functions.send(new ListAliasesCommand({ FunctionName: 'aliased' }))
  expect(Aliases).toMatchObject([{ Name: 'live', FunctionVersion: '2' }])
})

/** @recorded tests/aws/services/lambda_/test_lambda_api.py::TestLambdaRevisions::test_function_revisions_version_and_alias, 2025-11-25 */
test('an alias is changed in the revision that is given, or not at all', async () => {
  await deploy('pointed')
  await publish('pointed')
  const live = { FunctionName: 'pointed', Name: 'live' }
  const { RevisionId: first } = await rig.functions.send(
    new CreateAliasCommand({ ...live, FunctionVersion: '1' }),
  )
  const update = () =>
    rig.functions.send(new UpdateAliasCommand({ ...live, Description: 'now', RevisionId: first }))
  const { RevisionId: second } = await update()
  expect(second).not.toBe(first)
  await expect(update()).rejects.toMatchObject({ name: 'PreconditionFailedException' })
})

/**
 * @documented Lambda API Reference, CreateAlias: "You can also map an alias to split invocation requests
 *   between two versions."
 */
test('an alias shares its invocations between two versions by weight', async () => {
  await deploy('shared')
  await publish('shared')
  await change('shared', 'second')
  await publish('shared')
  const alias = { FunctionName: 'shared', Name: 'live', FunctionVersion: '1' }
  const weigh = (weight: number) => ({ RoutingConfig: { AdditionalVersionWeights: { 2: weight } } })
  await rig.functions.send(new CreateAliasCommand({ ...alias, ...weigh(0.5) }))
  const versions = new Set<unknown>()
  for (let times = 0; times < 20; times++) {
    versions.add((await rig.invoke<{ version: string }>('shared:live')).payload.version)
  }
  expect([...versions].sort()).toEqual(['1', '2'])
  await rig.functions.send(new UpdateAliasCommand({ ...alias, ...weigh(1) }))
  expect((await rig.invoke('shared:live')).payload).toMatchObject({ version: '2' })
})

/**
 * @documented Lambda API Reference, CreateAlias and Invoke: the errors ResourceConflictException and
 *   ResourceNotFoundException
 */
test('a version or an alias that is missing is not found, and one that an alias needs stays', async () => {
  await deploy('short')
  await expect(rig.invoke('short:live')).rejects.toThrow(
    'Function not found: arn:aws:lambda:us-east-1:000000000000:function:short:live',
  )
  await publish('short')
  const alias = { FunctionName: 'short', Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(alias))
  await expect(rig.functions.send(new CreateAliasCommand(alias))).rejects.toThrow('Alias already exists')
  await expect(
    rig.functions.send(new DeleteFunctionCommand({ FunctionName: 'short', Qualifier: '1' })),
  ).rejects.toThrow('the alias live points to it')
  await expect(
    rig.functions.send(new CreateAliasCommand({ ...alias, Name: 'other', FunctionVersion: '7' })),
  ).rejects.toThrow('function:short:7')
})

/**
 * @documented Lambda API Reference, PutFunctionEventInvokeConfig: "Configures options for asynchronous
 *   invocation on a function, version, or alias."
 */
test('asynchronous invocations are handled as it is configured for their qualifier', async () => {
  await deploy('async')
  await publish('async')
  const sqs = rig.with(new SQSClient(rig.client))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'failed' }))
  const OnFailure = { Destination: 'arn:aws:sqs:us-east-1:000000000000:failed' }
  await rig.functions.send(
    new PutFunctionEventInvokeConfigCommand({
      ...{ FunctionName: 'async', Qualifier: '1', MaximumRetryAttempts: 0, DestinationConfig: { OnFailure } },
    }),
  )
  await rig.invoke('async:1', { fail: true }, 'Event')
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
    requestContext: {
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:async:1',
      approximateInvokeCount: 1,
    },
    responseContext: { executedVersion: '1' },
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::Lambda::Version and AWS::Lambda::Alias: their Ref and
 *   attributes
 */
test('templates make versions and aliases, and feed an alias from a queue', async () => {
  await deploy('fed')
  const make = (type: string, properties: Record<string, unknown>) =>
    create(rig.lambda.resourceTypes, `AWS::Lambda::${type}`, properties)
  const version = await make('Version', { FunctionName: 'fed', Description: 'as it was' })
  expect(version).toEqual({
    physicalId: 'arn:aws:lambda:us-east-1:000000000000:function:fed:1',
    attributes: {
      Version: '1',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fed:1',
    },
  })
  await expect(make('Version', { FunctionName: 'fed' })).rejects.toThrow('A version for this Lambda function')
  const { physicalId: alias } = await make('Alias', {
    ...{ FunctionName: 'fed', Name: 'live', FunctionVersion: '1' },
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
  })
  expect(alias).toBe('arn:aws:lambda:us-east-1:000000000000:function:fed:live')
  await make('Permission', { FunctionName: alias, Action: 'lambda:InvokeFunction', Principal: '*' })

  const sqs = rig.with(new SQSClient(rig.client))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'feed' }))
  const EventSourceArn = 'arn:aws:sqs:us-east-1:000000000000:feed'
  await make('EventSourceMapping', { FunctionName: alias, EventSourceArn })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }))
  await rig.ended('fed', 1)
  expect(rig.logged('/aws/lambda/fed').join('\n')).toMatch(/START RequestId: \S+ Version: 1/)
})
