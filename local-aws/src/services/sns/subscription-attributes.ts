import { filterPolicyLimitExceeded, type Refuse } from './errors.ts'
import { FilterPolicy } from './filter-policy.ts'
import type { FilterPolicyScope } from './filter-policy-limits.ts'
import { Replay } from './replay.ts'
import { replayPolicy } from './replay-policy.ts'
import type { Subscription } from './subscription.ts'
import type { Topic } from './topic.ts'
import { isJson } from './topic-attributes.ts'

/** "By default, you can have up to 200 filter policies per topic." */
const MAX_FILTER_POLICIES = 200

/** @throws the error that `refuse` creates from the reason; then nothing is changed */
export function setSubscriptionAttribute(
  subscription: Subscription,
  topic: Topic,
  name: string,
  value: string,
  refuse: Refuse,
): void {
  switch (name) {
    case 'DeliveryPolicy':
      if (value !== '' && !isJson(value)) throw refuse(`DeliveryPolicy: Invalid value [${value}]`)
      subscription.deliveryPolicy = value || undefined
      return
    case 'FilterPolicy':
      subscription.filterPolicy = filterPolicy(subscription, topic, value, refuse)
      return
    case 'FilterPolicyScope':
      setScope(subscription, value, refuse)
      return
    case 'RawMessageDelivery':
      subscription.rawMessageDelivery = rawMessageDelivery(subscription, value, refuse)
      return
    case 'RedrivePolicy':
      subscription.deadLetterQueue = value ? deadLetterQueue(subscription, topic, value, refuse) : undefined
      return
    case 'ReplayPolicy':
      setReplay(subscription, topic, value, refuse)
      return
    default:
      throw refuse('AttributeName')
  }
}

/** Sets all attributes at once, the scope before the policy that it applies to. */
export function setSubscriptionAttributes(
  subscription: Subscription,
  topic: Topic,
  attributes: Readonly<Record<string, string>>,
  refuse: Refuse,
): void {
  const { FilterPolicyScope, ...others } = attributes
  if (FilterPolicyScope !== undefined) {
    setSubscriptionAttribute(subscription, topic, 'FilterPolicyScope', FilterPolicyScope, refuse)
  }
  for (const [name, value] of Object.entries(others)) {
    setSubscriptionAttribute(subscription, topic, name, value, refuse)
  }
}

function filterPolicy(
  subscription: Subscription,
  topic: Topic,
  text: string,
  refuse: Refuse,
): FilterPolicy | undefined {
  // An empty policy removes it.
  if (text === '' || /^\s*\{\s*\}\s*$/.test(text)) return undefined
  const policy = new FilterPolicy(text, subscription.filterPolicyScope, refuse)
  const others = [...topic.subscriptions.values()].filter(
    other => other !== subscription && other.filterPolicy,
  )
  if (others.length >= MAX_FILTER_POLICIES) throw filterPolicyLimitExceeded(MAX_FILTER_POLICIES)
  return policy
}

function setScope(subscription: Subscription, value: string, refuse: Refuse): void {
  if (value !== 'MessageAttributes' && value !== 'MessageBody') {
    throw refuse(
      `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    )
  }
  const scope: FilterPolicyScope = value
  const { filterPolicy: present } = subscription
  if (present) subscription.filterPolicy = new FilterPolicy(present.text, scope, refuse)
  subscription.filterPolicyScope = scope
}

function rawMessageDelivery({ protocol }: Subscription, value: string, refuse: Refuse): boolean {
  const lower = value.toLowerCase()
  if (lower !== 'true' && lower !== 'false') {
    throw refuse(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`)
  }
  if (lower === 'true' && protocol !== 'sqs') {
    throw refuse(`RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`)
  }
  return lower === 'true'
}

/** "Starting a replay will replace the existing replay" (Message replay for FIFO topic subscribers). */
function setReplay(subscription: Subscription, topic: Topic, value: string, refuse: Refuse): void {
  const policy = replayPolicy(value, topic, refuse)
  subscription.replay?.stop()
  subscription.replay = policy && new Replay(policy)
}

function deadLetterQueue({ endpoint }: Subscription, topic: Topic, value: string, refuse: Refuse): string {
  let policy: { deadLetterTargetArn?: unknown } | null
  try {
    policy = JSON.parse(value)
  } catch {
    throw refuse('RedrivePolicy: failed to parse JSON.')
  }
  const target = policy?.deadLetterTargetArn
  if (typeof target !== 'string' || !/^arn:aws:sqs:[^:]+:\d+:[^:]+$/.test(target)) {
    throw refuse('RedrivePolicy: deadLetterTargetArn is an invalid arn')
  }
  // "FIFO topic subscriptions use FIFO queues, and standard topic subscriptions use standard queues."
  if (topic.fifo && endpoint.endsWith('.fifo') && !target.endsWith('.fifo')) {
    throw refuse('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.')
  }
  if (!topic.fifo && target.endsWith('.fifo')) {
    throw refuse('RedrivePolicy: must use a standard queue as DLQ for a subscription to a standard topic.')
  }
  return target
}
