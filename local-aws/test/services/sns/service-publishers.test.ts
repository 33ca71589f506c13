import type { ServiceCaller } from '../../../src/identity/caller.ts'
import { SnsRig } from './sns-rig.ts'

/*
 * AWS services that publish by themselves: CloudWatch alarms, S3 notifications, SES events. "Example cases for Amazon
 * SNS access control": the topic's policy names the service, and by `aws:SourceArn` for whom.
 */

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const SES: ServiceCaller = {
  kind: 'service',
  service: 'ses.amazonaws.com',
  sourceArn: 'arn:aws:ses:us-east-1:000000000000:configuration-set/mails',
}

const publish = (topicArn: string, caller = SES) => rig.service.publish(topicArn, { body: '{}' }, caller)

let made = 0
async function topic(statements: object | undefined, attributes: Record<string, string> = {}) {
  const Policy = statements && JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return rig.topic(`topic-${made++}`, { ...(Policy && { Policy }), ...attributes })
}

const allow = (given: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'ses.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: 'arn:aws:sns:us-east-1:000000000000:*',
  ...given,
})
const TLS_ONLY = allow({
  Effect: 'Deny',
  Principal: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})

/**
 * @documented SNS Developer Guide, Example cases for Amazon SNS access control: the topic's policy names the
 *   service, and by aws:SourceArn or aws:SourceAccount for whom
 */
test.each<[string, object | undefined]>([
  ['the policy that a topic has by default: "the topic owner can publish"', undefined],
  ['a statement for the service', allow()],
  [
    'any service action',
    [allow({ Principal: { Service: ['s3.amazonaws.com', SES.service] }, Action: ['SNS:*'] })],
  ],
  [
    'conditions on whom it acts for',
    [
      TLS_ONLY,
      allow({
        Condition: {
          StringEquals: { 'aws:SourceAccount': '000000000000' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ses:*:000000000000:configuration-set/m?ils' },
        },
      }),
    ],
  ],
])('a service may publish by %s', async (_, statements) => {
  const arn = await topic(statements)
  expect(() => publish(arn)).not.toThrow()
})

/**
 * @documented SNS Developer Guide, Example cases for Amazon SNS access control: the topic's policy names the
 *   service, and by aws:SourceArn or aws:SourceAccount for whom
 */
test.each<[string, object]>([
  ['names another service', allow({ Principal: { Service: 's3.amazonaws.com' } })],
  ['allows another action', allow({ Action: 'sns:Subscribe' })],
  ['is about another topic', allow({ Resource: 'arn:aws:sns:us-east-1:000000000000:another' })],
  [
    'wants another source',
    allow({
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:ses:us-east-1:000000000000:configuration-set/x' } },
    }),
  ],
  ['wants another account', allow({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } })],
  ['wants what a service has not', allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
  ['denies it ("an explicit deny … overrides")', [allow(), allow({ Effect: 'Deny' })]],
])('a service may not publish where the policy %s (AuthorizationError)', async (_, statements) => {
  const arn = await topic(statements)
  expect(() => publish(arn)).toThrow(
    expect.objectContaining({
      code: 'AuthorizationErrorException',
      message: expect.stringContaining('not authorized to perform: SNS:Publish'),
    }),
  )
})

/** @documented IAM User Guide, Condition operators, ArnLike: * takes any run of characters */
test('wildcards take a run of characters each, however many there are', async () => {
  const like = (pattern: string) => allow({ Condition: { ArnLike: { 'aws:SourceArn': pattern } } })
  const arn = await topic([like('arn:aws:ses:*:*:*a*a*a*a*a*a*a*a*a*a*b'), like('arn:*:*:*:*:mails*')])
  const source = (name: string) => ({ ...SES, sourceArn: `arn:aws:ses:us-east-1:000000000000:${name}` })
  expect(() => publish(arn, source(`${'a'.repeat(2_000)}b`))).not.toThrow()
  expect(() => publish(arn, source('mails'))).not.toThrow()
  const begun = performance.now()
  expect(() => publish(arn, source('a'.repeat(2_000)))).toThrow('not authorized')
  expect(performance.now() - begun).toBeLessThan(1_000)
})

/** @documented SNS Developer Guide, Access control: the owner's credentials may publish */
test('who has credentials of the account publishes whatever the policy says of services', async () => {
  const TopicArn = await topic(allow({ Principal: { Service: 's3.amazonaws.com' } }))
  await expect(rig.sns.publish({ TopicArn, Message: '{}' })).resolves.toBeDefined()
})

/**
 * @documented SNS Developer Guide, Key management: for event sources from AWS services "you must use a
 *   customer managed KMS key"
 */
test('services cannot use the AWS managed key ("you must use a customer managed KMS key")', async () => {
  const TopicArn = await topic(undefined, { KmsMasterKeyId: 'alias/aws/sns' })
  expect(() => publish(TopicArn)).toThrow(expect.objectContaining({ code: 'KMSAccessDeniedException' }))
  await expect(rig.sns.publish({ TopicArn, Message: '{}' })).resolves.toBeDefined()
})

/** @own a policy that is malformed, or that asks for what is not simulated */
test.each<[string, object, string]>([
  ['no effect', allow({ Effect: undefined }), 'The Effect of a statement is Allow or Deny, not missing.'],
  ['a principal that is none', allow({ Principal: { AWS: 'ada' } }), 'Invalid principal in policy'],
  [
    'a key that requests lack here',
    allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'x' } } }),
    'does not simulate the condition key "aws:resourcetag/team"',
  ],
])('a policy is refused when it is stored: %s (InvalidParameter)', async (_, Statement, message) => {
  const TopicArn = await topic(undefined)
  const AttributeValue = JSON.stringify({ Statement })
  const attribute = { TopicArn, AttributeName: 'Policy', AttributeValue }
  await expect(rig.sns.setTopicAttributes(attribute)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  })
  await expect(topic(Statement)).rejects.toThrow(message)
  expect(() => publish(TopicArn)).not.toThrow()
})
