import { SQS } from '@aws-sdk/client-sqs'
import { STS } from '@aws-sdk/client-sts'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'
import { iamRequest } from './iam-request.ts'

let aws: LocalAws

beforeAll(async () => {
  aws = await LocalAws.start({ clock: new SteppedClock() })
})
afterAll(() => aws.stop())

async function call(action: string, input: Record<string, string>): Promise<string> {
  const { status, text } = await iamRequest(
    { endpoint: aws.endpoint, credentials: aws.developer },
    action,
    input,
  )
  if (status === 200) return text
  return `${status} ${/<Code>(.*)<\/Code>/.exec(text)?.[1]}: ${/<Message>(.*)<\/Message>/.exec(text)?.[1]}`
}

const statement = (Action: string, Effect = 'Allow') =>
  JSON.stringify({ Statement: { Effect, Action, Resource: '*' } })
const arnOf = (policy: string) => `arn:aws:iam::000000000000:policy/${policy}`
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

let made = 0
async function role(input: Record<string, string> = {}): Promise<string> {
  const RoleName = `role-${made++}`
  const AssumeRolePolicyDocument = JSON.stringify(TRUST)
  expect(await call('CreateRole', { RoleName, AssumeRolePolicyDocument, ...input })).toContain('<Arn>')
  return RoleName
}

async function policy(document: string): Promise<string> {
  const PolicyName = `policy-${made++}`
  await call('CreatePolicy', { PolicyName, PolicyDocument: document })
  return arnOf(PolicyName)
}

/** Whether a session of the role may list queues. */
async function mayList(roleName: string): Promise<boolean> {
  const credentials = aws.credentials.assumeRole(`arn:aws:iam::000000000000:role/${roleName}`, 'x')
  const sqs = new SQS({ endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  try {
    await sqs.listQueues({})
    return true
  } catch (error) {
    if ((error as Error).name === 'AccessDenied') return false
    throw error
  } finally {
    sqs.destroy()
  }
}

/** @documented IAM API Reference, CreateRole: the members of a role; MaxSessionDuration is one hour by default */
test('CreateRole makes a role, which GetRole and ListRoles tell of', async () => {
  const RoleName = await role({ Path: '/shop/', Description: 'ships', MaxSessionDuration: '7200' })
  const described = await call('GetRole', { RoleName })
  expect(described).toContain(`<Arn>arn:aws:iam::000000000000:role/shop/${RoleName}</Arn>`)
  expect(described).toContain('<MaxSessionDuration>7200</MaxSessionDuration>')
  expect(described).toContain('<Description>ships</Description>')
  expect(await call('ListRoles', {})).toContain(`<RoleName>${RoleName}</RoleName>`)
  expect(await call('GetRole', { RoleName: await role() })).toContain('<MaxSessionDuration>3600</')
})

/** @documented IAM API Reference, CreateRole: the errors, and the limits of RoleName and MaxSessionDuration */
test.each<[Record<string, string>, string]>([
  [{ RoleName: 'taken' }, '409 EntityAlreadyExists: Role with name taken already exists.'],
  [{ RoleName: 'a b' }, '400 ValidationError'],
  [{ AssumeRolePolicyDocument: '{' }, '400 MalformedPolicyDocument'],
  [{ AssumeRolePolicyDocument: statement('sts:AssumeRole') }, '400 MalformedPolicyDocument'],
  [{ MaxSessionDuration: '3599' }, '400 ValidationError'],
  [{ MaxSessionDuration: '43201' }, '400 ValidationError'],
  [{ PermissionsBoundary: arnOf('none') }, '404 NoSuchEntity'],
])('CreateRole refuses %j', async (input, message) => {
  const AssumeRolePolicyDocument = JSON.stringify(TRUST)
  await call('CreateRole', { RoleName: 'taken', AssumeRolePolicyDocument })
  expect(await call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument, ...input })).toContain(message)
  expect(await call('GetRole', { RoleName: 'new' })).toContain('404 NoSuchEntity')
})

/** @documented IAM API Reference, AttachRolePolicy and DetachRolePolicy: the permissions of a managed policy */
test('a managed policy allows while it is attached', async () => {
  const RoleName = await role()
  const PolicyArn = await policy(statement('sqs:List*'))
  expect(await mayList(RoleName)).toBe(false)
  await call('AttachRolePolicy', { RoleName, PolicyArn })
  expect(await mayList(RoleName)).toBe(true)
  expect(await call('GetPolicy', { PolicyArn })).toContain('<AttachmentCount>1</AttachmentCount>')
  await call('DetachRolePolicy', { RoleName, PolicyArn })
  expect(await mayList(RoleName)).toBe(false)
  expect(await call('DetachRolePolicy', { RoleName, PolicyArn })).toContain('404 NoSuchEntity')
})

/** @documented IAM API Reference, PutRolePermissionsBoundary: "the maximum permissions" of a role */
test('a permissions boundary limits the role until it is deleted', async () => {
  const RoleName = await role()
  await call('AttachRolePolicy', { RoleName, PolicyArn: ADMINISTRATOR })
  const PermissionsBoundary = await policy(statement('sns:*'))
  await call('PutRolePermissionsBoundary', { RoleName, PermissionsBoundary })
  expect(await call('GetRole', { RoleName })).toContain(PermissionsBoundary)
  expect(await mayList(RoleName)).toBe(false)
  await call('DeleteRolePermissionsBoundary', { RoleName })
  expect(await mayList(RoleName)).toBe(true)
})

/** @documented IAM API Reference, UpdateAssumeRolePolicy and UpdateRole: they replace the trust policy, the description and the session length */
test('the trust policy and the settings of a role are replaced', async () => {
  const RoleName = await role()
  const denying = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' } })
  await call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: denying })
  await call('UpdateRole', { RoleName, MaxSessionDuration: '7200', Description: 'changed' })
  const described = await call('GetRole', { RoleName })
  expect(described).toContain(encodeURIComponent(denying))
  expect(described).toContain('<MaxSessionDuration>7200</MaxSessionDuration>')
  expect(described).toContain('<Description>changed</Description>')
  expect(await call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: '{}' })).toContain(
    '400 MalformedPolicyDocument',
  )
  expect(await call('GetRole', { RoleName })).toContain(encodeURIComponent(denying))
})

/** @documented IAM API Reference, DeleteRole: a role with policies is not deleted (DeleteConflict) */
test('a role is deleted when it has no policies; then nobody assumes it, and its sessions may do nothing', async () => {
  const RoleName = await role()
  const PolicyName = 'inline'
  await call('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: statement('sqs:*') })
  expect(await mayList(RoleName)).toBe(true)
  expect(await call('DeleteRole', { RoleName })).toContain('409 DeleteConflict')
  await call('DeleteRolePolicy', { RoleName, PolicyName })
  await call('AttachRolePolicy', { RoleName, PolicyArn: ADMINISTRATOR })
  expect(await call('DeleteRole', { RoleName })).toContain('409 DeleteConflict')
  await call('DetachRolePolicy', { RoleName, PolicyArn: ADMINISTRATOR })
  expect(await call('DeleteRole', { RoleName })).toContain('DeleteRoleResponse')
  expect(await call('GetRole', { RoleName })).toContain('404 NoSuchEntity')
  expect(await mayList(RoleName)).toBe(false)
  const sts = new STS({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
  const RoleArn = `arn:aws:iam::000000000000:role/${RoleName}`
  await expect(sts.assumeRole({ RoleArn, RoleSessionName: 'jo' })).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  sts.destroy()
})

/** @documented IAM API Reference, CreatePolicy, DeletePolicy and GetPolicyVersion: a name is taken once, and a policy that is attached stays */
test('a managed policy is read, is not made twice, and is deleted when no role has it', async () => {
  const RoleName = await role()
  const document = statement('sqs:*')
  const PolicyArn = await policy(document)
  const [, PolicyName = ''] = PolicyArn.split('/')
  expect(await call('GetPolicyVersion', { PolicyArn, VersionId: 'v1' })).toContain(
    encodeURIComponent(document),
  )
  expect(await call('CreatePolicy', { PolicyName, PolicyDocument: document })).toContain(
    '409 EntityAlreadyExists',
  )
  await call('AttachRolePolicy', { RoleName, PolicyArn })
  expect(await call('DeletePolicy', { PolicyArn })).toContain('409 DeleteConflict')
  await call('DetachRolePolicy', { RoleName, PolicyArn })
  expect(await call('DeletePolicy', { PolicyArn })).toContain('DeletePolicyResponse')
  expect(await call('GetPolicy', { PolicyArn })).toContain('404 NoSuchEntity')
})

/**
 * @documented AWS Managed Policy Reference, AWSLambdaKinesisExecutionRole: its JSON policy document
 * @own policies of AWS that are not known here
 */
test('policies of AWS: known ones have their documents, others are refused by name', async () => {
  const RoleName = await role()
  const known = 'arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole'
  await call('AttachRolePolicy', { RoleName, PolicyArn: known })
  const document = decodeURIComponent(await call('GetPolicyVersion', { PolicyArn: known, VersionId: 'v1' }))
  expect(document).toContain('"kinesis:SubscribeToShard","logs:CreateLogGroup","logs:CreateLogStream"')
  const unknown = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  expect(await call('AttachRolePolicy', { RoleName, PolicyArn: unknown })).toBe(
    `400 InvalidInput: The local AWS does not simulate the managed policy ${unknown}: write its statements into a policy of the role.`,
  )
  expect(await call('AttachRolePolicy', { RoleName, PolicyArn: arnOf('none') })).toContain(
    '404 NoSuchEntity: Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.',
  )
})

/** @own policies of AWS that are not known here */
test('a template with such a policy is refused', async () => {
  const Properties = {
    AssumeRolePolicyDocument: TRUST,
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  }
  const assembly = await Assembly.of({ Shop: { Resources: { Odd: { Type: 'AWS::IAM::Role', Properties } } } })
  await expect(LocalAws.start({ assembly: assembly.directory })).rejects.toThrow(
    /Shop\/Odd: .*does not simulate the managed policy arn:aws:iam::aws:policy\/ReadOnlyAccess/,
  )
  await assembly.remove()
})
