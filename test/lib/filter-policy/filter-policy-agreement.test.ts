import {
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { LocalAws, SteppedClock } from '@messaging-on-aws/local-aws'
import { RootConstruct } from 'constructs'
import fc from 'fast-check'
import { type FilterPolicy, refuseFilter } from '../../../lib/filter-policy/filter-policy.ts'
import { type AnyPolicy, refused, refusedHere, taken } from './filter-policies.ts'

/** What synthesis lets through must not fail at deployment: its rules are compared with those of the local AWS. */
let aws: LocalAws
let sns: SNSClient
let topic: string | undefined
let subscription: string | undefined

beforeAll(async () => {
  aws = await LocalAws.start({ clock: new SteppedClock() })
  sns = new SNSClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: aws.developer,
    maxAttempts: 1,
  })
  topic = (await sns.send(new CreateTopicCommand({ Name: 'topic' }))).TopicArn
  subscription = await subscribe('subscribed', {})
})

afterAll(async () => {
  sns.destroy()
  await aws.stop()
})

let queues = 0

async function deploy(policy: AnyPolicy): Promise<void> {
  await subscribe(`queue-${queues++}`, { FilterPolicy: JSON.stringify(policy) })
}

async function subscribe(queue: string, attributes: Record<string, string>): Promise<string | undefined> {
  const command = new SubscribeCommand({
    TopicArn: topic,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    Attributes: { ...attributes, FilterPolicyScope: 'MessageBody' },
    ReturnSubscriptionArn: true,
  })
  return (await sns.send(command)).SubscriptionArn
}

async function change(policy: AnyPolicy): Promise<void> {
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: subscription,
      AttributeName: 'FilterPolicy',
      AttributeValue: JSON.stringify(policy),
    }),
  )
}

describe.each([
  ['Subscribe', deploy],
  ['SetSubscriptionAttributes', change],
] as const)('%s', (_, send) => {
  test('takes what synthesis takes', async () => {
    for (const policy of taken) await send(policy)
  })

  test('refuses what synthesis refuses', async () => {
    for (const [policy] of refused) {
      await expect(send(policy)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    }
  })
})

test('the local AWS takes what synthesis refuses for its meaning, or for the sake of the documentation', async () => {
  for (const [policy] of refusedHere) await deploy(JSON.parse(JSON.stringify(policy)))
})

const scalar = fc.constantFrom('', 'a', '*a', 'a**', '10.0.0.0/8', '10.0.0.0', 0, 5, -1e9, 2e9, true, null)
const operator = fc.constantFrom(
  'anything-but',
  'cidr',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
  'prefx',
)
const comparison = fc.constantFrom('=', '<', '<=', '>', '>=', '=>')
const operand = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.tuple(comparison, scalar),
  fc.tuple(comparison, scalar, comparison, scalar),
  fc.dictionary(operator, scalar, { minKeys: 1, maxKeys: 2 }),
)
const value = fc.oneof(
  scalar,
  fc.dictionary(operator, operand, { maxKeys: 2 }),
  fc.array(scalar, { maxLength: 2 }),
)
const name = fc.constantFrom('a', 'b', 'a.b', 'c', 'd', 'e', 'f', '$or', 'prefix')
const single = value.map(each => ({ key: [each] }))
const large = fc.dictionary(name, fc.array(fc.constant('x'), { minLength: 1, maxLength: 14 }), { maxKeys: 7 })
const { policy: nested } = fc.letrec<{ policy: AnyPolicy }>(tie => ({
  policy: fc.dictionary(
    name,
    fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.array(value, { maxLength: 14 }),
      tie('policy'),
      fc.array(tie('policy'), { maxLength: 3 }),
    ),
    { maxKeys: 6 },
  ),
}))

test('synthesis refuses whatever policy the local AWS refuses', async () => {
  const counts = { taken: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        single,
        large,
        large.map(data => ({ data })),
        nested,
      ),
      async policy => {
        const taken = isTakenBySynthesis(policy)
        counts[taken ? 'taken' : 'refused']++
        return !taken || (await isTakenLocally(policy))
      },
    ),
    { numRuns: 3000 },
  )
  // Neither all nor none: the generator has something to tell.
  expect(counts.taken).toBeGreaterThan(50)
  expect(counts.refused).toBeGreaterThan(50)
})

function isTakenBySynthesis(policy: AnyPolicy): boolean {
  try {
    refuseFilter(new RootConstruct('Subscription'), policy as FilterPolicy)
    return true
  } catch {
    return false
  }
}

async function isTakenLocally(policy: AnyPolicy): Promise<boolean> {
  try {
    await change(policy)
    return true
  } catch (error) {
    if ((error as Error).name !== 'InvalidParameterException') throw error
    return false
  }
}
