import { SNS } from '@aws-sdk/client-sns'
import { setRolePolicies } from '../../role-policies.ts'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const ROLE = 'arn:aws:iam::000000000000:role/publisher'

let made = 0

/** Lets a session of the role `publisher` use a new topic; gives `OK` or the error. */
async function use(
  { topic, role }: { topic?: object; role?: object },
  call: (sns: SNS, TopicArn: string) => Promise<unknown>,
): Promise<string> {
  const name = `topic-${made++}`
  const own = { Effect: 'Allow', Action: 'sns:Publish', Resource: rig.rig.account.arn('sns', name) }
  const Policy = topic && JSON.stringify({ Version: '2012-10-17', Statement: { ...own, ...topic } })
  const TopicArn = await rig.topic(name, Policy ? { Policy } : {})
  const { account, credentials } = rig.rig
  setRolePolicies(account, 'publisher', role ? [{ Statement: { ...own, ...role } }] : [])
  const sns = new SNS({ ...rig.rig.client, credentials: credentials.assumeRole(ROLE, 'session') })
  try {
    await call(sns, TopicArn)
    return 'OK'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`.replace(name, '<topic>')
  } finally {
    sns.destroy()
  }
}

const publish = (sns: SNS, TopicArn: string) => sns.publish({ TopicArn, Message: 'x' })
const denied = (action: string, reason: string) =>
  `AuthorizationErrorException: User: arn:aws:sts::000000000000:assumed-role/publisher/session is not authorized to perform: SNS:${action} on resource: arn:aws:sns:us-east-1:000000000000:<topic> ${reason}`
const NO_ALLOW = denied('Publish', 'because no identity-based policy allows the SNS:Publish action')

const nobody = { Principal: { Service: 's3.amazonaws.com' } }

/**
 * @documented SNS Developer Guide, Using identity-based policies with Amazon SNS: a role of the account may do what its
 *   own policies or the topic's policy allow, and none denies
 */
test.each<[string, { topic?: object; role?: object }, string]>([
  ['neither allows', { topic: nobody }, NO_ALLOW],
  ['the role is allowed', { topic: nobody, role: {} }, 'OK'],
  ['the topic allows the role', { topic: { Principal: { AWS: ROLE } } }, 'OK'],
  [
    'the topic denies the role',
    { topic: { Effect: 'Deny', Principal: { AWS: ROLE } }, role: {} },
    denied('Publish', 'with an explicit deny in a resource-based policy'),
  ],
])('a role publishes: %s', async (_, policies, outcome) => {
  expect(await use(policies, publish)).toBe(outcome)
})

/** @documented SNS Developer Guide, Amazon SNS policy keys: sns:Protocol and sns:Endpoint at Subscribe */
test.each<[string, object, string]>([
  ['its protocol', { StringEquals: { 'sns:Protocol': 'email' } }, 'OK'],
  ['another protocol', { StringEquals: { 'sns:Protocol': 'sqs' } }, 'denied'],
  ['its endpoint', { StringLike: { 'sns:Endpoint': '*@example.com' } }, 'OK'],
  ['another endpoint', { StringLike: { 'sns:Endpoint': '*@example.org' } }, 'denied'],
])('a role subscribes by a condition about %s', async (_, Condition, outcome) => {
  const subscribe = (sns: SNS, TopicArn: string) =>
    sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'reader@example.com' })
  const role = { Action: 'sns:Subscribe', Condition }
  expect(await use({ topic: nobody, role }, subscribe)).toBe(
    outcome === 'OK'
      ? 'OK'
      : denied('Subscribe', 'because no identity-based policy allows the SNS:Subscribe action'),
  )
})

/** @documented IAM User Guide, Policy evaluation logic: an explicit deny of a resource's policy stops administrators */
test('the administrator is stopped by an explicit deny', async () => {
  const own = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' }
  const Resource = rig.rig.account.arn('sns', 'closed')
  const TopicArn = await rig.topic('closed', { Policy: JSON.stringify({ Statement: { ...own, Resource } }) })
  await expect(publish(rig.sns, TopicArn)).rejects.toMatchObject({ name: 'AuthorizationErrorException' })
})
