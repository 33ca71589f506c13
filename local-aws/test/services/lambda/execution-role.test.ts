import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import type { Happening } from '../../../src/activity.ts'
import { compilePolicy } from '../../../src/identity/policies/policy.ts'
import { create } from '../../resource.ts'
import { administratorRole, setRolePolicies } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'
import { zip } from './zip.ts'

const HELLO = `export const handler = async () => { console.log('hello'); return 'hello' }`
const ROLE = 'arn:aws:iam::000000000000:role/worker'

let rig: LambdaRig

beforeEach(async () => {
  rig = await LambdaRig.started()
})
afterEach(() => rig.close())

const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource },
})

/** Replaces the trust policy of the role `worker`, which is an administrator. */
function trusting(statement: object): void {
  rig.account.authorization.setRole('worker', {
    ...{ arn: ROLE, id: 'AROA1', maxSessionSeconds: 3600 },
    identity: [compilePolicy(allow('*'), { name: 'all', kind: 'identity' })],
    trust: compilePolicy(
      { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } },
      { name: 'worker', kind: 'trust' },
    ),
  })
}

const TRUSTED = { Principal: { Service: 'lambda.amazonaws.com' } }
const CANNOT_BE_ASSUMED = {
  name: 'InvalidParameterValueException',
  message: 'The role defined for the function cannot be assumed by Lambda.',
}

/**
 * @documented Lambda Developer Guide, Defining Lambda function permissions with an execution role: the trust policy of
 *   the role names lambda.amazonaws.com
 */
describe('Lambda assumes only a role that trusts it', () => {
  const deploy = () => rig.deploy('orders', HELLO, { Role: ROLE })

  test('a role that is missing is refused', async () => {
    await expect(deploy()).rejects.toMatchObject(CANNOT_BE_ASSUMED)
  })

  test.each<[string, object, boolean]>([
    ['Lambda', TRUSTED, true],
    ['another service', { Principal: { Service: 'firehose.amazonaws.com' } }, false],
    ['the account', { Principal: { AWS: '000000000000' } }, false],
    ['nobody', { ...TRUSTED, Effect: 'Deny' }, false],
    [
      'Lambda for its account',
      { ...TRUSTED, Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } } },
      true,
    ],
    [
      'Lambda for another function',
      {
        ...TRUSTED,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:us-east-1:000000000000:function:other' } },
      },
      false,
    ],
  ])('a role that trusts %s', async (_, statement, trusted) => {
    trusting(statement)
    if (trusted) await expect(deploy()).resolves.toContain(':function:orders')
    else await expect(deploy()).rejects.toMatchObject(CANNOT_BE_ASSUMED)
  })

  test('a function keeps its configuration when it is given a role that does not trust Lambda', async () => {
    trusting({ Principal: { AWS: '000000000000' } })
    await rig.deploy('orders', HELLO)
    const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'orders', Role: ROLE })
    await expect(rig.functions.send(update)).rejects.toMatchObject(CANNOT_BE_ASSUMED)
    trusting(TRUSTED)
    expect(await rig.functions.send(update)).toMatchObject({ Role: ROLE })
  })

  test('neither does a template make a function with it', async () => {
    const made = create(rig.lambda.resourceTypes, 'AWS::Lambda::Function', {
      ...{ Code: { ZipFile: '' }, Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler' },
    })
    await expect(made).rejects.toThrow(CANNOT_BE_ASSUMED.message)
  })
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray, and Dead-letter queues: the
 *   execution role needs xray:PutTraceSegments, and sqs:SendMessage on the queue
 */
test.each([
  ['xray:PutTraceSegments', { TracingConfig: { Mode: 'Active' as const } }, 'PutTraceSegments on XRAY'],
  [
    'sqs:SendMessage',
    { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' } },
    'SendMessage on SQS',
  ],
])('without %s, the configuration that needs it is refused', async (Action, configuration, what) => {
  const Role = administratorRole(rig.account, 'worker', { Action, Resource: '*' })
  await expect(rig.deploy('orders', HELLO, { Role, ...configuration })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: `The provided execution role does not have permissions to call ${what}`,
  })
  await expect(rig.deploy('orders', HELLO, { Role })).resolves.toContain(':function:orders')
})

/**
 * @documented Lambda Developer Guide, Sending Lambda function logs to CloudWatch Logs: the execution role needs
 *   logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents
 */
describe('logs', () => {
  const GROUP = '/aws/lambda/orders'
  const ARN = `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*`

  test.each<[string, object[], boolean]>([
    [
      'all three actions',
      [allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], ARN)],
      true,
    ],
    ['no CreateLogGroup', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], ARN)], false],
    ['no CreateLogStream', [allow(['logs:CreateLogGroup', 'logs:PutLogEvents'], ARN)], false],
    ['no PutLogEvents', [allow(['logs:CreateLogGroup', 'logs:CreateLogStream'], ARN)], false],
    ['another group', [allow('logs:*', ARN.replace('orders', 'returns'))], false],
  ])('with %s', async (_, documents, kept) => {
    setRolePolicies(rig.account, 'worker', documents)
    await rig.deploy('orders', HELLO, { Role: ROLE })
    expect(await rig.invoke('orders')).toMatchObject({ payload: 'hello' })
    if (kept) await rig.ended('orders', 1)
    expect(rig.logged(GROUP).some(line => line.endsWith('hello'))).toBe(kept)
  })

  test('CreateLogGroup is not needed where the group is there', async () => {
    setRolePolicies(rig.account, 'worker', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], ARN)])
    rig.cloudWatchLogs.write(GROUP, 'before', [])
    await rig.deploy('orders', HELLO, { Role: ROLE })
    await rig.invoke('orders')
    await rig.ended('orders', 1)
    expect(rig.logged(GROUP).join()).toContain('hello')
  })

  /** @own the live log says once for each function that its lines are lost */
  test('lines that are lost are reported once', async () => {
    const reports: Happening[] = []
    const end = rig.account.activity.watch(happening => reports.push(happening))
    setRolePolicies(rig.account, 'worker', [allow('sqs:*')])
    await rig.deploy('orders', HELLO, { Role: ROLE })
    await rig.invoke('orders')
    await rig.invoke('orders')
    end()
    expect(reports.filter(({ kind }) => kind === 'log')).toEqual([
      {
        kind: 'log',
        functionName: 'orders',
        text: expect.stringMatching(
          /^Its log lines are lost: .*:role\/worker is not allowed logs:CreateLogGroup on .*\/orders:log-stream:\.\n$/,
        ),
      },
    ])
  })
})

/**
 * @documented Lambda Developer Guide, Creating an event source mapping: the execution role must be allowed to read the
 *   event source
 */
describe('an event source', () => {
  const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
  const STREAM = [
    ...['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords'],
    ...['kinesis:GetShardIterator', 'kinesis:ListShards'],
  ]

  const map = (EventSourceArn: string) =>
    rig.functions.send(
      new CreateEventSourceMappingCommand({
        ...{ FunctionName: 'orders', EventSourceArn, Enabled: false },
        ...(EventSourceArn.includes(':kinesis:') && { StartingPosition: 'LATEST' as const }),
      }),
    )

  test.each(QUEUE)('a queue needs %s', async missing => {
    const sqs = rig.with(new SQS(rig.client))
    await sqs.createQueue({ QueueName: 'feed' })
    const arn = rig.account.arn('sqs', 'feed')
    setRolePolicies(rig.account, 'orders', [
      allow(
        QUEUE.filter(action => action !== missing),
        arn,
      ),
    ])
    await rig.deploy('orders', HELLO)
    await expect(map(arn)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: `The function execution role does not have permissions to call ${missing.split(':')[1]} on SQS`,
    })
    setRolePolicies(rig.account, 'orders', [allow(QUEUE, arn)])
    await expect(map(arn)).resolves.toMatchObject({ EventSourceArn: arn })
  })

  test.each(STREAM)('a stream needs %s', async missing => {
    await create(rig.kinesis.resourceTypes, 'AWS::Kinesis::Stream', { Name: 'feed', ShardCount: 1 })
    const arn = rig.account.arn('kinesis', 'stream/feed')
    setRolePolicies(rig.account, 'orders', [
      allow(
        STREAM.filter(action => action !== missing),
        arn,
      ),
    ])
    await rig.deploy('orders', HELLO)
    await expect(map(arn)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(`Cannot access stream ${arn}.`),
    })
    setRolePolicies(rig.account, 'orders', [allow(STREAM, arn)])
    await expect(map(arn)).resolves.toMatchObject({ EventSourceArn: arn })
  })
})

/**
 * @documented IAM User Guide, Grant a user permissions to pass a role to an AWS service: iam:PassRole on the role, and
 *   the condition key iam:PassedToService
 */
test.each<[string, object[], string | undefined, reason?: string]>([
  ['without it', [], 'iam:PassRole'],
  ['of another role', [allow('iam:PassRole', 'arn:aws:iam::000000000000:role/other')], 'iam:PassRole'],
  ['of the role', [allow('iam:PassRole', ROLE)], undefined],
  [
    'but is denied it',
    [allow('iam:PassRole', ROLE), { Statement: { Effect: 'Deny', Action: 'iam:PassRole', Resource: ROLE } }],
    'iam:PassRole',
    'with an explicit deny in an identity-based policy',
  ],
  [
    'to Lambda',
    [
      {
        Statement: {
          ...{ Effect: 'Allow', Action: 'iam:PassRole', Resource: ROLE },
          Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
        },
      },
    ],
    undefined,
  ],
])('a role creates a function if it may pass the role: %s', async (_, documents, missing, reason = '') => {
  administratorRole(rig.account, 'worker')
  const creating = allow('lambda:CreateFunction', rig.account.arn('lambda', 'function:made'))
  setRolePolicies(rig.account, 'deployer', [creating, ...documents])
  const session = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/deployer', 'x')
  const client = rig.with(new LambdaClient({ ...rig.client, credentials: session }))
  const make = (FunctionName: string) =>
    client.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler' },
        Code: { ZipFile: zip({ 'index.mjs': HELLO }) },
      }),
    )
  await expect(make('elsewhere')).rejects.toThrow('lambda:CreateFunction on resource')
  if (missing === undefined) await expect(make('made')).resolves.toMatchObject({ FunctionName: 'made' })
  else {
    await expect(make('made')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `is not authorized to perform: ${missing} on resource: ${ROLE} ${reason}`,
      ),
    })
  }
})

/**
 * @documented Lambda Developer Guide, Fine-tuning the Resources and Conditions sections of policies: a function is named
 *   with the version or the alias that is invoked
 */
test.each<[string, string, boolean]>([
  ['function:orders', 'orders', true],
  ['function:orders', 'orders:$LATEST', false],
  ['function:orders:*', 'orders:$LATEST', true],
  ['function:orders:*', 'orders', false],
  ['function:orders:1', 'orders:$LATEST', false],
])('a role that may invoke %s invokes %s: %s', async (Resource, FunctionName, allowed) => {
  await rig.deploy('orders', HELLO)
  setRolePolicies(rig.account, 'caller', [
    allow('lambda:InvokeFunction', rig.account.arn('lambda', Resource)),
  ])
  const session = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/caller', 'x')
  const client = rig.with(new LambdaClient({ ...rig.client, credentials: session }))
  const invoked = client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }))
  if (allowed) await expect(invoked).resolves.toMatchObject({ StatusCode: 204 })
  else await expect(invoked).rejects.toMatchObject({ name: 'AccessDeniedException' })
})
