import type { Account } from '../../account.ts'
import type { Confirmations } from './confirmations.ts'
import { invalidParameter, notSimulated, type Refuse } from './errors.ts'
import { type Protocol, Subscription } from './subscription.ts'
import { setSubscriptionAttributes } from './subscription-attributes.ts'
import type { Topic } from './topic.ts'
import type { TopicStore } from './topic-store.ts'

export interface SubscribeInput {
  TopicArn: string
  Protocol: string
  Endpoint?: string
  Attributes?: Readonly<Record<string, string>>
}

/** The protocols that topics deliver to. */
export const PROTOCOLS: ReadonlySet<string> = new Set(['sqs', 'lambda', 'email', 'email-json'])
const NOT_SIMULATED: ReadonlySet<string> = new Set(['application', 'firehose', 'http', 'https', 'sms'])
const QUEUE_ARN = /^arn:aws:sqs:[^:]+:\d+:[\w-]{1,80}(\.fifo)?$/
const FUNCTION_ARN = /^arn:aws:lambda:([^:]+):(\d{12}):function:[\w-]{1,140}(:[\w$-]{1,129})?$/

const refuse: Refuse = reason => invalidParameter(`Attributes Reason: ${reason}`)

/**
 * Subscribes an endpoint; returns the existing subscription if there is one. While it is not confirmed, each call mails
 * the link that confirms it.
 *
 * @param principal ARN of the subscriber
 * @throws AwsError `InvalidParameter`, `NotFound`
 */
export function subscribe(
  store: TopicStore,
  confirmations: Confirmations,
  input: SubscribeInput,
  principal: string,
): Subscription {
  const topic = store.topic(input.TopicArn)
  const subscription = subscriptionOf(store, topic, input, principal)
  if (!subscription.confirmed) confirmations.ask({ topic, subscription })
  return subscription
}

function subscriptionOf(
  store: TopicStore,
  topic: Topic,
  input: SubscribeInput,
  principal: string,
): Subscription {
  const { Attributes = {} } = input
  const protocol = protocolOf(input.Protocol)
  const endpoint = endpointOf(input.Endpoint, protocol, topic, store.account)

  const subscription = new Subscription({
    arn: `${topic.arn}:${store.account.random.uuid()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    owner: store.account.id,
    principal,
  })
  setSubscriptionAttributes(subscription, topic, Attributes, refuse)

  const present = store.subscriptionOf(topic, protocol, endpoint)
  if (present) return sameSubscription(present, subscription, Object.keys(Attributes))
  checkRoom(topic)
  store.addSubscription(subscription)
  return subscription
}

function protocolOf(protocol: string): Protocol {
  if (PROTOCOLS.has(protocol)) return protocol as Protocol
  if (NOT_SIMULATED.has(protocol))
    throw notSimulated(`the protocol ${protocol}; use sqs, lambda, email or email-json`)
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`)
}

function endpointOf(
  endpoint: string | undefined,
  protocol: Protocol,
  topic: Topic,
  account: Account,
): string {
  if (!endpoint) throw invalidParameter('Endpoint')
  if (protocol === 'sqs') checkQueue(endpoint, topic)
  else if (protocol === 'lambda') checkFunction(endpoint, topic, account)
  else checkMailbox(endpoint, topic)
  return endpoint
}

function checkQueue(endpoint: string, topic: Topic): void {
  if (!QUEUE_ARN.test(endpoint)) throw invalidParameter('SQS endpoint ARN')
  if (endpoint.endsWith('.fifo') && !topic.fifo) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    )
  }
}

/** FIFO topics deliver to functions only through a queue; the error text is from hashicorp/terraform#28632. */
function checkFunction(endpoint: string, topic: Topic, { id, region }: Account): void {
  if (topic.fifo) throw invalidParameter('Invalid protocol type: lambda')
  const [, functionRegion, accountId] = FUNCTION_ARN.exec(endpoint) ?? []
  if (functionRegion === undefined) throw invalidParameter('Lambda endpoint ARN')
  if (functionRegion !== region || accountId !== id) {
    throw notSimulated(`functions of another region or account (${endpoint})`)
  }
}

function checkMailbox(endpoint: string, topic: Topic): void {
  if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalidParameter('Email address')
  // "SNS FIFO topics can't deliver messages to customer-managed endpoints, such as email addresses."
  if (topic.fifo) {
    throw invalidParameter('Protocol Reason: FIFO topics deliver to SQS queues, not to email addresses')
  }
  if (topic.maximumMessageSize > 256 * 1024) {
    throw invalidParameter(
      'Protocol Reason: a topic with a MaximumMessageSize above 262144 delivers to queues and functions only',
    )
  }
}

/** See `MaximumMessageSize`: "must have 100 or fewer subscriptions". */
function checkRoom(topic: Topic): void {
  if (topic.maximumMessageSize > 256 * 1024 && topic.subscriptions.size >= 100) {
    throw invalidParameter('A topic with a MaximumMessageSize above 262144 has at most 100 subscriptions')
  }
}

function sameSubscription(
  present: Subscription,
  wanted: Subscription,
  attributes: readonly string[],
): Subscription {
  const [are, asked] = [present.describe(), wanted.describe()]
  if (attributes.some(name => are.get(name) !== asked.get(name))) {
    throw refuse('Subscription already exists with different attributes')
  }
  return present
}
