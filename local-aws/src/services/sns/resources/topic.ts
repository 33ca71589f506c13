import type { ResourceType } from '../../../template/resource-type.ts'
import { createTopic } from '../actions/topics.ts'
import { subscribe } from '../subscribe.ts'
import type { Tag } from '../tags.ts'
import type { TopicStore } from '../topic-store.ts'
import { rootOf, textOf } from './properties.ts'

/** `AWS::SNS::Topic` as the CloudFormation reference has it; booleans and numbers may come as text. */
interface TopicProperties {
  TopicName?: string
  FifoTopic?: boolean | string
  Subscription?: readonly { Protocol: string; Endpoint: string }[]
  Tags?: readonly Tag[]
}

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'SignatureVersion',
  'TracingConfig',
] as const

/** `AWS::SNS::Topic`: `Ref` is its ARN. */
export function topicType(store: TopicStore): ResourceType {
  return {
    type: 'AWS::SNS::Topic',
    simulated: ['FifoTopic', 'Subscription', 'Tags', 'TopicName', ...ATTRIBUTES],
    inert: {},
    create(resource) {
      const properties = resource.properties as TopicProperties
      const fifo = String(properties.FifoTopic ?? false) === 'true'
      const made = createTopic(store, {
        Name:
          properties.TopicName ?? (fifo ? `${resource.physicalName(251)}.fifo` : resource.physicalName(256)),
        Attributes: { FifoTopic: String(fifo), ...textOf(resource, ATTRIBUTES) },
        Tags: properties.Tags,
      })
      for (const { Protocol, Endpoint } of properties.Subscription ?? []) {
        subscribe(store, { TopicArn: made.arn, Protocol, Endpoint }, rootOf(store.account))
      }
      return { physicalId: made.arn, attributes: { TopicArn: made.arn, TopicName: made.name } }
    },
  }
}
