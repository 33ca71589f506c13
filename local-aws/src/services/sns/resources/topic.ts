import { attribute, each, flag, present, structures, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { createTopic, deleteTopic } from '../actions/topics.ts'
import type { Confirmations } from '../confirmations.ts'
import { rootArn } from '../root-arn.ts'
import { subscribe } from '../subscribe.ts'
import type { TopicStore } from '../topic-store.ts'

const ATTRIBUTES = [
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'SignatureVersion',
  'TracingConfig',
] as const

/** `AWS::SNS::Topic`: `Ref` is its ARN. */
export function topicType(store: TopicStore, confirmations: Confirmations): ResourceType {
  return resourceType({
    type: 'AWS::SNS::Topic',
    properties: {
      FifoTopic: flag,
      Subscription: structures<{ Protocol: string; Endpoint: string }>(),
      Tags: tags,
      TopicName: text,
      ...each(ATTRIBUTES, attribute),
    },
    inert: {},
    create(resource) {
      const {
        FifoTopic: fifo = false,
        Subscription = [],
        Tags,
        TopicName,
        ...attributes
      } = resource.properties
      const made = createTopic(store, {
        Name: TopicName ?? (fifo ? `${resource.physicalName(251)}.fifo` : resource.physicalName(256)),
        Attributes: { FifoTopic: String(fifo), ...present(attributes) },
        Tags,
      })
      for (const { Protocol, Endpoint } of Subscription) {
        subscribe(store, confirmations, { TopicArn: made.arn, Protocol, Endpoint }, rootArn(store.account))
      }
      return { physicalId: made.arn, attributes: { TopicArn: made.arn, TopicName: made.name } }
    },
    delete: ({ physicalId }) => deleteTopic(store, physicalId),
  })
}
