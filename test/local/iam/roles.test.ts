import { LocalAws } from '../../../local/local-aws.ts'
import { Assembly } from '../template/assembly.ts'

/** IAM's client is no dependency of this project: the Query protocol by hand. */
async function call(
  Action: string,
  input: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({ Action, Version: '2010-05-08', ...input }),
  })
  return { status: response.status, text: await response.text() }
}

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

test('a role of a template has its ARN, and its trust policy "URL-encoded compliant with RFC 3986" (GetRole)', async () => {
  const { text } = await call('GetRole', { RoleName: 'shipping' })
  expect(aws.stacks.Shop?.Arn).toBe('arn:aws:iam::000000000000:role/shop/shipping')
  expect(text).toContain('<Arn>arn:aws:iam::000000000000:role/shop/shipping</Arn>')
  expect(text).toContain(encodeURIComponent(JSON.stringify(trust)))
})

test('the policies of a role are kept by role, whichever way the template attaches them', async () => {
  const inline = await call('ListRolePolicies', { RoleName: 'shipping' })
  expect(inline.text).toContain('<member>inline</member><member>attached</member>')
  const { text } = await call('GetRolePolicy', { RoleName: 'shipping', PolicyName: 'attached' })
  expect(text).toContain(encodeURIComponent(JSON.stringify(statement('sns:Publish'))))

  const attached = await call('ListAttachedRolePolicies', { RoleName: 'shipping' })
  expect(attached.text).toContain('<PolicyName>AWSLambdaBasicExecutionRole</PolicyName>')
  expect(attached.text).toContain('<PolicyArn>arn:aws:iam::000000000000:policy/managed</PolicyArn>')
  expect(aws.iam.roles.managedPolicy(aws.stacks.Shop?.Managed ?? '')?.document).toEqual(
    statement('kms:Decrypt'),
  )
})

test('what is missing is told as IAM tells it', async () => {
  const role = await call('GetRole', { RoleName: 'nobody' })
  expect(role).toEqual({ status: 404, text: expect.stringContaining('<Code>NoSuchEntity</Code>') })
  expect(role.text).toContain('The role with name nobody cannot be found.')
  const policy = await call('GetRolePolicy', { RoleName: 'shipping', PolicyName: 'none' })
  expect(policy.text).toContain('The role policy with name none cannot be found.')
})
