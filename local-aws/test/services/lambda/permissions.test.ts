import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import type { ServiceCaller } from '../../../src/identity/caller.ts'
import { create } from '../../resource.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'

/* Lambda developer guide, "Working with resource-based IAM policies in Lambda". */

let rig: LambdaRig
let functionArn: string

beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

let deployed = 0
let name: string
beforeEach(async () => {
  name = `work-${deployed++}`
  functionArn = await rig.deploy(name, 'export const handler = async () => {}')
})

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:orders'
const SNS: ServiceCaller = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: TOPIC }

const add = (input: Partial<AddPermissionCommandInput> = {}) =>
  rig.functions.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'topic',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      ...input,
    }),
  )

async function policy(Qualifier?: string) {
  const { Policy = '' } = await rig.functions.send(new GetPolicyCommand({ FunctionName: name, Qualifier }))
  return JSON.parse(Policy)
}

const invoke = (reference = name, caller = SNS) => rig.lambda.checkInvocable(reference, caller)

/**
 * @documented Lambda API Reference, AddPermission: "Grants a principal permission to use a function.";
 *   GetPolicy: "Returns the resource-based IAM policy for a function, version, or alias."
 */
test('a permission is a statement of the policy', async () => {
  const { Statement = '' } = await add({ SourceArn: TOPIC, SourceAccount: '000000000000' })
  const statement = {
    Sid: 'topic',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '000000000000' },
      ArnLike: { 'AWS:SourceArn': TOPIC },
    },
  }
  expect(JSON.parse(Statement)).toEqual(statement)
  expect(await policy()).toEqual({ Version: '2012-10-17', Id: 'default', Statement: [statement] })
})

/**
 * @documented Lambda API Reference, AddPermission, Principal: "The Amazon Web Services service, Amazon Web
 *   Services account, IAM user, or IAM role that invokes the function."
 */
test.each([
  ['000000000000', { AWS: 'arn:aws:iam::000000000000:root' }],
  ['arn:aws:iam::000000000000:role/caller', { AWS: 'arn:aws:iam::000000000000:role/caller' }],
  ['*', '*'],
])('the principal %s', async (Principal, expected) => {
  await add({ Principal })
  expect((await policy()).Statement).toMatchObject([{ Principal: expected }])
})

/**
 * @documented Lambda API Reference, RemovePermission: "Revokes function-use permission from an Amazon Web
 *   Services service or another Amazon Web Services account."
 */
test('it ends with RemovePermission; the policy with its last statement', async () => {
  await add({ SourceArn: TOPIC })
  expect(() => invoke()).not.toThrow()
  await rig.functions.send(new RemovePermissionCommand({ FunctionName: name, StatementId: 'topic' }))
  expect(() => invoke()).toThrow('is not authorized to perform: lambda:InvokeFunction')
  await expect(policy()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/**
 * @documented Lambda Developer Guide, Working with resource-based IAM policies: "When an AWS service … calls
 *   your Lambda function, Lambda considers only the resource-based policy."
 */
test.each<[string, Partial<AddPermissionCommandInput>]>([
  ['another source', { SourceArn: `${TOPIC}-of-others` }],
  ['another account', { SourceAccount: '111111111111' }],
  ['another service', { Principal: 's3.amazonaws.com' }],
  ['another action', { Action: 'lambda:GetFunction' }],
  ['an organization', { Principal: '*', PrincipalOrgID: 'o-1234567890' }],
  ['function URLs', { Principal: '*', FunctionUrlAuthType: 'NONE' }],
])('a permission for %s lets no topic invoke', async (_, input) => {
  await add(input)
  expect(() => invoke()).toThrow(
    `sns.amazonaws.com for ${TOPIC} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
  )
})

/**
 * @documented Lambda API Reference, AddPermission, Qualifier: "Specify a version or alias to add permissions
 *   to a published version of the function."
 */
test('an alias has a separate policy, which is deleted with it', async () => {
  await rig.functions.send(new PublishVersionCommand({ FunctionName: name }))
  const alias = { FunctionName: name, Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(alias))
  await add({ Qualifier: 'live' })
  expect((await policy('live')).Statement).toMatchObject([{ Resource: `${functionArn}:live` }])
  expect(() => invoke(`${functionArn}:live`)).not.toThrow()
  for (const other of [functionArn, `${functionArn}:1`]) expect(() => invoke(other)).toThrow('not authorized')

  await rig.functions.send(new DeleteAliasCommand({ FunctionName: name, Name: 'live' }))
  expect(() => invoke(`${functionArn}:live`)).toThrow('Function not found')
  await rig.functions.send(new CreateAliasCommand(alias))
  expect(() => invoke(`${functionArn}:live`)).toThrow('not authorized')
})

describe('refuses', () => {
  /**
   * @documented Lambda API Reference, AddPermission, ResourceConflictException: "The resource already exists,
   *   or another operation is in progress."
   */
  test('a statement id that is taken', async () => {
    await add()
    await expect(add()).rejects.toMatchObject({ name: 'ResourceConflictException' })
  })

  /**
   * @documented Lambda API Reference, AddPermission: "Lambda does not support adding policies to version
   *   $LATEST."; the patterns of Action and StatementId; ResourceNotFoundException
   */
  test.each<[string, Partial<AddPermissionCommandInput>, string]>([
    ['$LATEST', { Qualifier: '$LATEST' }, 'InvalidParameterValueException'],
    ['actions of other services', { Action: 's3:GetObject' }, 'InvalidParameterValueException'],
    ['a statement id with spaces', { StatementId: 'a b' }, 'InvalidParameterValueException'],
    ['a principal that is none', { Principal: 'nobody' }, 'InvalidParameterValueException'],
    ['revisions', { RevisionId: '1' }, 'InvalidParameterValueException'],
    ['a function that is not there', { FunctionName: 'nobody' }, 'ResourceNotFoundException'],
    ['an alias that is not there', { Qualifier: 'nobody' }, 'ResourceNotFoundException'],
  ])('%s', async (_, input, error) => {
    await expect(add(input)).rejects.toMatchObject({ name: error })
  })

  /**
   * @documented Lambda API Reference, RemovePermission, ResourceNotFoundException: "The resource specified in
   *   the request does not exist."
   */
  test('to remove a statement that is not there', async () => {
    const absent = new RemovePermissionCommand({ FunctionName: name, StatementId: 'topic' })
    await expect(rig.functions.send(absent)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::Lambda::Permission: "grants an AWS service or another
 *   account permission to use a function"
 */
test('AWS::Lambda::Permission is a statement, too', async () => {
  const make = (properties: Record<string, unknown>) =>
    create(rig.lambda.resourceTypes, 'AWS::Lambda::Permission', { FunctionName: functionArn, ...properties })
  await expect(make({ Action: 'lambda:InvokeFunction' })).rejects.toThrow('needs Principal')
  await make({ Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com', SourceArn: TOPIC })
  expect((await policy()).Statement).toMatchObject([{ Sid: 'Test-Thing-1A2B3C', Resource: functionArn }])
  expect(() => invoke()).not.toThrow()
})

/**
 * @documented Lambda Developer Guide, Working with resource-based IAM policies: a function's policy allows principals of
 *   its account, beside their own policies
 */
test.each<[string, string, object[], boolean]>([
  ['the role itself', 'arn:aws:iam::000000000000:role/caller', [], true],
  ['everyone', '*', [], true],
  ['the account, which allows the role nothing', '000000000000', [], false],
  ['another role, and its own policy', 'arn:aws:iam::000000000000:role/other', [{}], true],
  ['another role', 'arn:aws:iam::000000000000:role/other', [], false],
])('a role invokes a function whose policy is for %s, or not', async (_, Principal, own, allowed) => {
  await add({ Principal })
  const Statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }
  setRolePolicies(
    rig.account,
    'caller',
    own.map(() => ({ Statement })),
  )
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/caller', 'x')
  const client = rig.with(new LambdaClient({ ...rig.client, credentials }))
  const invoked = client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'DryRun' }))
  if (allowed) await expect(invoked).resolves.toMatchObject({ StatusCode: 204 })
  else await expect(invoked).rejects.toMatchObject({ name: 'AccessDeniedException' })
})
