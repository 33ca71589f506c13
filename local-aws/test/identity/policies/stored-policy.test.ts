import type { PolicyKind } from '../../../src/identity/policies/policy.ts'
import { storedPolicy } from '../../../src/identity/policies/stored-policy.ts'

class Refused extends Error {}

const stored = (given: string | object, kind: PolicyKind = 'resource') =>
  storedPolicy(given, { name: 'orders', kind }, reason => new Refused(reason))

const statement = (members: object) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*', ...members },
})

/** @own a policy that is malformed or that asks for what is not simulated is refused when it is stored */
describe('a policy that is stored', () => {
  test.each<[string, string | object, string]>([
    ['no JSON', '{', 'This policy contains invalid Json'],
    ['no object', '"text"', 'A policy is a JSON object, not "text".'],
    ['no statement', {}, 'at least one Statement'],
    ['a statement that is none', { Statement: [null] }, 'A statement is a JSON object, not null.'],
    ['lists in lists', `{"Statement":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'a list'],
    ['a Sid that is no text', statement({ Sid: 1 }), 'The Sid of a statement is a text, not 1.'],
    ['a long text', statement({ Action: 'x'.repeat(100_000) }), `"${'x'.repeat(199)}…`],
    [
      'an unknown key',
      statement({ Sid: 'Mine', Condition: { StringEquals: { 'aws:X': 'x' } } }),
      'The local AWS does not simulate the condition key "aws:x" in the statement "Mine"',
    ],
    [
      'a key that every object has',
      statement({ Condition: { StringEquals: { constructor: 'x' } } }),
      'condition key "constructor" in statement 1',
    ],
    ['a variable', statement({ Resource: 'arn:aws:sqs:*:*:${aws:X}' }), 'condition key "aws:x"'],
    [
      'a variable in a condition',
      statement({ Condition: { StringLike: { 'aws:SourceArn': ['*', "${aws:X, 'x'}"] } } }),
      'condition key "aws:x"',
    ],
  ])('refused with the error of the service: %s', (_, given, message) => {
    expect(() => stored(given)).toThrow(Refused)
    expect(() => stored(given)).toThrow(message)
  })

  test.each<[PolicyKind, object]>([
    ['identity', { Effect: 'Allow', Action: '*', Resource: '*' }],
    ['identity', { Effect: 'Deny', Action: '*', Resource: '*' }],
    ['resource', { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }],
    ['trust', { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
  ])('an %s policy asks only for keys that requests have: %j', (kind, given) => {
    const asking = (Condition: object) => ({ Statement: { ...given, Condition } })
    expect(() => stored(asking({ StringEquals: { 'ec2:Region': 'x' } }), kind)).toThrow('"ec2:region"')
    expect(() => stored(asking({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), kind)).not.toThrow()
  })

  test('a variable of a policy without that version is text, and needs no key', () => {
    const { Statement } = statement({ Resource: 'arn:aws:sqs:*:*:${aws:X}' })
    expect(() => stored({ Statement })).not.toThrow()
  })
})

/**
 * @documented IAM User Guide, AWS JSON policy elements: Principal: services, accounts, roles, users, and identity
 *   providers
 */
test.each([
  '*',
  { AWS: '*' },
  { AWS: '111122223333' },
  { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role/path/reader'] },
  { AWS: 'arn:aws:iam::111122223333:user/ada' },
  { AWS: 'arn:aws:sts::111122223333:assumed-role/reader/session' },
  { Service: ['sns.amazonaws.com', 'logs.us-east-1.amazonaws.com', 'alexa-appkit.amazon.com'] },
  { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
])('the principal %j is one', Principal => {
  expect(stored(statement({ Principal })).statements).toHaveLength(1)
})
