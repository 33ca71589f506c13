import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { iamRequest } from './iam-request.ts'

const call = (action: string, input: Record<string, string>) =>
  iamRequest({ endpoint: aws.endpoint, credentials: aws.developer }, action, input)

const statement = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})
const trust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

const template = {
  Resources: {
    Shipping: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust,
        RoleName: 'shipping',
        Path: '/shop/',
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        Policies: [{ PolicyName: 'inline', PolicyDocument: statement('sqs:ReceiveMessage') }],
      },
    },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'attached',
        PolicyDocument: statement('sns:Publish'),
        Roles: [{ Ref: 'Shipping' }],
      },
    },
    Managed: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        ManagedPolicyName: 'managed',
        PolicyDocument: statement('kms:Decrypt'),
        Roles: [{ Ref: 'Shipping' }],
      },
    },
  },
  Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Shipping.Arn' } }, Managed: { Value: { Ref: 'Managed' } } },
}

let aws: LocalAws

beforeAll(async () => {
  const assembly = await Assembly.of({ Shop: template })
  aws = await LocalAws.start({ assembly: assembly.directory })
  await assembly.remove()
})

afterAll(() => aws.stop())

/** @documented IAM API Reference, GetRole: policies are "URL-encoded compliant with RFC 3986" */
test('a role of a template has its ARN, and its trust policy "URL-encoded compliant with RFC 3986" (GetRole)', async () => {
  const { text } = await call('GetRole', { RoleName: 'shipping' })
  expect(aws.stacks.Shop?.Arn).toBe('arn:aws:iam::000000000000:role/shop/shipping')
  expect(text).toContain('<Arn>arn:aws:iam::000000000000:role/shop/shipping</Arn>')
  expect(text).toContain(encodeURIComponent(JSON.stringify(trust)))
})

/**
 * @documented CloudFormation Template Reference, AWS::IAM::Role, AWS::IAM::Policy and
 *   AWS::IAM::ManagedPolicy: Policies, Roles and ManagedPolicyArns
 */
test('the policies of a role are kept by role, whichever way the template attaches them', async () => {
  const inline = await call('ListRolePolicies', { RoleName: 'shipping' })
  expect(inline.text).toContain('<member>inline</member><member>attached</member>')
  const { text } = await call('GetRolePolicy', { RoleName: 'shipping', PolicyName: 'attached' })
  expect(text).toContain(encodeURIComponent(JSON.stringify(statement('sns:Publish'))))

  const attached = await call('ListAttachedRolePolicies', { RoleName: 'shipping' })
  expect(attached.text).toContain('<PolicyName>AWSLambdaBasicExecutionRole</PolicyName>')
  expect(attached.text).toContain('<PolicyArn>arn:aws:iam::000000000000:policy/managed</PolicyArn>')
  expect(aws.iam.roles.managed.get(aws.stacks.Shop?.Managed ?? '').document).toEqual(statement('kms:Decrypt'))
})

/**
 * @documented IAM API Reference, GetRole and GetRolePolicy, NoSuchEntity: "The request was rejected because
 *   it referenced a resource entity that does not exist. The error message describes the resource."
 */
test('missing roles and policies are reported as by IAM', async () => {
  const role = await call('GetRole', { RoleName: 'nobody' })
  expect(role).toEqual({ status: 404, text: expect.stringContaining('<Code>NoSuchEntity</Code>') })
  expect(role.text).toContain('The role with name nobody cannot be found.')
  const policy = await call('GetRolePolicy', { RoleName: 'shipping', PolicyName: 'none' })
  expect(policy.text).toContain('The role policy with name none cannot be found.')
})

/**
 * @documented IAM API Reference, PutRolePolicy: "Adds or updates an inline policy document that is embedded
 *   in the specified IAM role."; DeleteRolePolicy: "Deletes the specified inline policy that is embedded in
 *   the specified IAM role."
 */
test('PutRolePolicy adds or replaces an inline policy, and DeleteRolePolicy removes it', async () => {
  const name = { RoleName: 'shipping', PolicyName: 'gameday' }
  for (const action of ['sqs:*', 'sns:*']) {
    const document = JSON.stringify(statement(action))
    expect((await call('PutRolePolicy', { ...name, PolicyDocument: document })).status).toBe(200)
    expect((await call('GetRolePolicy', name)).text).toContain(encodeURIComponent(document))
  }
  expect((await call('ListRolePolicies', { RoleName: 'shipping' })).text).toContain(
    '<member>gameday</member>',
  )

  expect((await call('DeleteRolePolicy', name)).status).toBe(200)
  expect((await call('ListRolePolicies', { RoleName: 'shipping' })).text).not.toContain('gameday')
  expect(await call('DeleteRolePolicy', name)).toEqual({
    status: 404,
    text: expect.stringContaining('The role policy with name gameday cannot be found.'),
  })
})

const deny = (members: object) => JSON.stringify({ Statement: [{ Effect: 'Deny', ...members }] })

/**
 * @documented IAM API Reference, PutRolePolicy, MalformedPolicyDocument: "The request was rejected because
 *   the policy document was malformed. The error message describes the specific error."
 * @own condition keys, refused as not simulated
 */
test.each([
  ['a role that is not there', { RoleName: 'nobody' }, 'NoSuchEntity', 404],
  ['a name with blanks', { PolicyName: 'a b' }, 'ValidationError', 400],
  ['no JSON', { PolicyDocument: '{' }, 'MalformedPolicyDocument', 400],
  ['no object', { PolicyDocument: '[]' }, 'MalformedPolicyDocument', 400],
  ['an unknown version', { PolicyDocument: '{"Version":"2020-01-01"}' }, 'MalformedPolicyDocument', 400],
  ['no statement', { PolicyDocument: '{"Statement":[]}' }, 'MalformedPolicyDocument', 400],
  ['an unknown effect', { PolicyDocument: '{"Statement":{"Effect":"No"}}' }, 'MalformedPolicyDocument', 400],
  ['a principal', { PolicyDocument: deny({ Principal: '*' }) }, 'MalformedPolicyDocument', 400],
  ['no action', { PolicyDocument: deny({ Resource: '*' }) }, 'MalformedPolicyDocument', 400],
  [
    'an action and its opposite',
    { PolicyDocument: deny({ Action: '*', NotAction: 'a:b', Resource: '*' }) },
    'MalformedPolicyDocument',
    400,
  ],
  [
    'an action without prefix',
    { PolicyDocument: deny({ Action: 'Send', Resource: '*' }) },
    'MalformedPolicyDocument',
    400,
  ],
  [
    'a resource that is no ARN',
    { PolicyDocument: deny({ Action: '*', Resource: 'orders' }) },
    'MalformedPolicyDocument',
    400,
  ],
  [
    'a Deny by a condition key that requests do not have here',
    { PolicyDocument: deny({ Action: '*', Resource: '*', Condition: { Bool: { 'aws:x': 'true' } } }) },
    'MalformedPolicyDocument',
    400,
  ],
])('PutRolePolicy refuses %s, and changes nothing', async (_, input, code, status) => {
  const policy = {
    RoleName: 'shipping',
    PolicyName: 'odd',
    PolicyDocument: deny({ Action: '*', Resource: '*' }),
  }
  expect(await call('PutRolePolicy', { ...policy, ...input })).toEqual({
    status,
    text: expect.stringContaining(`<Code>${code}</Code>`),
  })
  expect((await call('ListRolePolicies', { RoleName: 'shipping' })).text).not.toContain('odd')
})

/** @own condition keys, refused as not simulated */
test('a template whose role has a Deny by a condition key that requests do not have here is refused', async () => {
  const PolicyDocument = JSON.parse(
    deny({ Action: '*', Resource: '*', Condition: { Bool: { 'aws:x': true } } }),
  )
  const Properties = {
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: 'conditional', PolicyDocument }],
  }
  const assembly = await Assembly.of({ Shop: { Resources: { Odd: { Type: 'AWS::IAM::Role', Properties } } } })
  await expect(LocalAws.start({ assembly: assembly.directory })).rejects.toThrow(
    /Shop\/Odd: .*does not simulate the condition key "aws:x" in statement 1/,
  )
  await assembly.remove()
})
