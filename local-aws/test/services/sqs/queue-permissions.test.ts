import { SQS } from '@aws-sdk/client-sqs'
import { setRolePolicies } from '../../role-policies.ts'
import { SqsRig } from './sqs-rig.ts'

const aws = new SqsRig()
beforeAll(() => aws.open())
afterAll(() => aws.close())

const ROLE = 'arn:aws:iam::000000000000:role/consumer'
const ACCOUNT = { AWS: 'arn:aws:iam::000000000000:root' }

let made = 0

/** A new queue, and what a session of the role `consumer` answers when it receives from it. */
async function receive({ queue, role }: { queue?: object; role?: object }): Promise<string> {
  const name = `queue-${made++}`
  const own = { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: aws.arn(name) }
  const Policy = queue && JSON.stringify({ Version: '2012-10-17', Statement: { ...own, ...queue } })
  const QueueUrl = await aws.queue(name, Policy ? { Policy } : {})
  const { account, credentials } = aws.rig
  setRolePolicies(account, 'consumer', role ? [{ Statement: { ...own, ...role } }] : [])
  const client = new SQS({ ...aws.rig.client, credentials: credentials.assumeRole(ROLE, 'session') })
  try {
    await client.receiveMessage({ QueueUrl })
    return 'OK'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`.replace(name, '<queue>')
  } finally {
    client.destroy()
  }
}

const denied = (reason: string) =>
  `AccessDenied: User: arn:aws:sts::000000000000:assumed-role/consumer/session is not authorized to perform: sqs:receivemessage on resource: arn:aws:sqs:us-east-1:000000000000:<queue> ${reason}`

const NO_ALLOW = denied('because no identity-based policy allows the sqs:receivemessage action')
const DENY = denied('with an explicit deny in a resource-based policy')

/**
 * @documented SQS Developer Guide, Using identity-based policies and custom policies: a role of the account may do what
 *   its own policies or the queue's policy allow, and none denies
 */
test.each<[string, { queue?: object; role?: object }, string]>([
  ['neither allows', {}, NO_ALLOW],
  ['the role is allowed', { role: {} }, 'OK'],
  ['the role is allowed another action', { role: { Action: 'sqs:SendMessage' } }, NO_ALLOW],
  ['the queue allows the role', { queue: { Principal: { AWS: ROLE } } }, 'OK'],
  ['the queue allows everyone', { queue: { Principal: '*' } }, 'OK'],
  ['the queue allows the account, which allows nothing', { queue: { Principal: ACCOUNT } }, NO_ALLOW],
  ['the queue allows the account, and it the role', { queue: { Principal: ACCOUNT }, role: {} }, 'OK'],
  ['the queue denies the role', { queue: { Effect: 'Deny', Principal: { AWS: ROLE } }, role: {} }, DENY],
  [
    'the queue denies what is not TLS',
    {
      queue: { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      role: {},
    },
    'OK',
  ],
  [
    'the queue denies all but a service’s topic',
    {
      queue: {
        ...{ Effect: 'Deny', Principal: '*' },
        Condition: { ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:000000000000:news' } },
      },
      role: {},
    },
    DENY,
  ],
])('a role receives: %s', async (_, policies, outcome) => {
  expect(await receive(policies)).toBe(outcome)
})

/** @documented IAM User Guide, Policy evaluation logic: an explicit deny of a resource's policy stops administrators */
test('the administrator is stopped by an explicit deny', async () => {
  const Policy = JSON.stringify({
    Statement: { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: aws.arn('closed') },
  })
  const url = await aws.queue('closed', { Policy })
  await expect(aws.send(url, 'x')).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(await aws.receive(url)).toEqual([])
})
