import { RootConstruct } from 'constructs'
import fc from 'fast-check'
import { type FilterPolicy, refuseFilter } from '../../../lib/filter-policy/filter-policy.ts'
import { AwsError } from '../../../local-aws/src/aws-error.ts'
import { FilterPolicy as LocalFilterPolicy } from '../../../local-aws/src/services/sns/filter-policy.ts'
import { SnsRig } from '../../../local-aws/test/services/sns/sns-rig.ts'
import { type AnyPolicy, refused, refusedHere, taken } from './filter-policies.ts'

/** What synthesis lets through must not fail at deployment: its rules are compared with those of the local AWS. */
const rig = new SnsRig()
let topic: string
let subscription: string

beforeAll(async () => {
  await rig.open()
  topic = await rig.topic('topic')
  const queue = await rig.queue('subscribed')
  subscription = await rig.subscribe(topic, queue, { FilterPolicyScope: 'MessageBody' })
})

afterAll(() => rig.close())

let queues = 0

async function deploy(policy: AnyPolicy): Promise<void> {
  const text = JSON.stringify(policy)
  const queue = await rig.queue(`queue-${queues++}`)
  await rig.subscribe(topic, queue, { FilterPolicy: text, FilterPolicyScope: 'MessageBody' })
}

async function change(policy: AnyPolicy): Promise<void> {
  await rig.sns.setSubscriptionAttributes({
    SubscriptionArn: subscription,
    AttributeName: 'FilterPolicy',
    AttributeValue: JSON.stringify(policy),
  })
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

test('synthesis refuses whatever policy the local AWS refuses', () => {
  const counts = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(
      fc.oneof(
        single,
        large,
        large.map(data => ({ data })),
        nested,
      ),
      policy => {
        const taken = isTakenBySynthesis(policy)
        counts[taken ? 'taken' : 'refused']++
        return !taken || isTakenLocally(policy)
      },
    ),
    { numRuns: 3000 },
  )
  // Neither all nor none: the generator has something to tell.
  expect(counts.taken).toBeGreaterThan(50)
  expect(counts.refused).toBeGreaterThan(50)
})

function isTakenBySynthesis(policy: AnyPolicy): boolean {
  return doesNotThrow(() => refuseFilter(new RootConstruct('Subscription'), policy as FilterPolicy))
}

function isTakenLocally(policy: AnyPolicy): boolean {
  const text = JSON.stringify(policy)
  if (text === '{}') return true
  return doesNotThrow(
    () => new LocalFilterPolicy(text, 'MessageBody', reason => new AwsError('InvalidParameter', reason)),
  )
}

function doesNotThrow(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
