import { NotSimulatedError, type Resource, type ResourceType } from '../../template/resource-type.ts'
import type { AccessPolicy } from './access-policy.ts'
import { createTopic } from './actions/topics.ts'
import { subscribe } from './subscribe.ts'
import type { Tag } from './tags.ts'
import type { TopicStore } from './topic-store.ts'

/** `AWS::SNS::Topic` as the CloudFormation reference has it; booleans and numbers may come as text. */
interface TopicProperties {
  TopicName?: string
  FifoTopic?: boolean | string
  Subscription?: readonly { Protocol: string; Endpoint: string }[]
  Tags?: readonly Tag[]
}

interface SubscriptionProperties {
  TopicArn: string
  Protocol: string
  Endpoint: string
  Region?: string
}

interface TopicPolicyProperties {
  PolicyDocument: AccessPolicy | string
  Topics: readonly string[]
}

interface TopicInlinePolicyProperties {
  PolicyDocument: AccessPolicy | string
  TopicArn: string
}

const TOPIC_ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'SignatureVersion',
  'TracingConfig',
] as const

const SUBSCRIPTION_ATTRIBUTES = [
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
] as const

export function snsResourceTypes(store: TopicStore): readonly ResourceType[] {
  /** As whom CloudFormation subscribes. */
  const principal = `arn:aws:iam::${store.account.id}:root`

  const topic: ResourceType = {
    type: 'AWS::SNS::Topic',
    simulated: ['FifoTopic', 'Subscription', 'Tags', 'TopicName', ...TOPIC_ATTRIBUTES],
    inert: {},
    create(resource) {
      const properties = resource.properties as TopicProperties
      const fifo = String(properties.FifoTopic ?? false) === 'true'
      const made = createTopic(store, {
        Name:
          properties.TopicName ?? (fifo ? `${resource.physicalName(251)}.fifo` : resource.physicalName(256)),
        Attributes: { FifoTopic: String(fifo), ...textOf(resource, TOPIC_ATTRIBUTES) },
        Tags: properties.Tags,
      })
      for (const { Protocol, Endpoint } of properties.Subscription ?? []) {
        subscribe(store, { TopicArn: made.arn, Protocol, Endpoint }, principal)
      }
      return { physicalId: made.arn, attributes: { TopicArn: made.arn, TopicName: made.name } }
    },
  }

  const subscription: ResourceType = {
    type: 'AWS::SNS::Subscription',
    simulated: ['Endpoint', 'Protocol', 'Region', 'TopicArn', ...SUBSCRIPTION_ATTRIBUTES],
    inert: { DeliveryPolicy: 'it is about HTTP/S endpoints, which cannot be subscribed here' },
    create(resource) {
      const properties = resource.properties as unknown as SubscriptionProperties
      if (properties.Region && properties.Region !== store.account.region) {
        throw new NotSimulatedError(
          resource.stackName,
          resource.logicalId,
          `subscriptions to topics of another region (${properties.Region})`,
        )
      }
      const Attributes = textOf(resource, SUBSCRIPTION_ATTRIBUTES)
      const { arn } = subscribe(store, { ...properties, Attributes }, principal)
      return { physicalId: arn, attributes: { Arn: arn } }
    },
  }

  const topicPolicy: ResourceType = {
    type: 'AWS::SNS::TopicPolicy',
    simulated: ['PolicyDocument', 'Topics'],
    inert: {},
    create(resource) {
      const { PolicyDocument, Topics } = resource.properties as unknown as TopicPolicyProperties
      for (const arn of Topics) store.topic(arn).policy = documentOf(PolicyDocument)
      const id = resource.physicalName(256)
      return { physicalId: id, attributes: { Id: id } }
    },
  }

  const topicInlinePolicy: ResourceType = {
    type: 'AWS::SNS::TopicInlinePolicy',
    simulated: ['PolicyDocument', 'TopicArn'],
    inert: {},
    create({ properties }) {
      const { PolicyDocument, TopicArn } = properties as unknown as TopicInlinePolicyProperties
      store.topic(TopicArn).policy = documentOf(PolicyDocument)
      return { physicalId: TopicArn, attributes: {} }
    },
  }

  return [topic, subscription, topicPolicy, topicInlinePolicy]
}

/** The properties of these names as the API takes them: JSON documents and all else as text. */
function textOf({ properties }: Resource, names: readonly string[]): Record<string, string> {
  const text: Record<string, string> = {}
  for (const name of names) {
    const value = properties[name]
    if (value !== undefined) text[name] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return text
}

function documentOf(policy: AccessPolicy | string): AccessPolicy {
  return typeof policy === 'string' ? JSON.parse(policy) : policy
}
