import type { Actions } from '../../../api/service-api.ts'
import { archivePolicy, archivePolicyText } from '../archive-policy.ts'
import { checkArn } from '../arn.ts'
import { invalidParameter, notSimulated, type Refuse } from '../errors.ts'
import { paginate } from '../pagination.ts'
import { setTags, type Tag } from '../tags.ts'
import type { Topic } from '../topic.ts'
import { checkTopicAttribute } from '../topic-attributes.ts'
import { checkTopicName, type TopicStore } from '../topic-store.ts'

interface CreateTopicInput {
  Name: string
  Attributes?: Readonly<Record<string, string>>
  Tags?: readonly Tag[]
  DataProtectionPolicy?: string
}

interface SetTopicAttributesInput {
  TopicArn: string
  AttributeName: string
  AttributeValue?: string
}

const refuseAtCreation: Refuse = reason => invalidParameter(`Attributes Reason: ${reason}`)

export function topicActions(store: TopicStore): Actions {
  return {
    CreateTopic: (input: CreateTopicInput) => ({ TopicArn: createTopic(store, input).arn }),

    DeleteTopic: ({ TopicArn }: { TopicArn: string }) => deleteTopic(store, TopicArn),

    ListTopics(input: { NextToken?: string }) {
      const { items, NextToken } = paginate(store.topics(), input)
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken }
    },

    GetTopicAttributes({ TopicArn }: { TopicArn: string }) {
      return { Attributes: Object.fromEntries(store.topic(TopicArn).describe()) }
    },

    SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }: SetTopicAttributesInput) {
      const topic = store.topic(TopicArn)
      checkTopicAttribute(AttributeName, AttributeValue, topic.fifo, invalidParameter)
      checkRoomForLargeMessages(topic, AttributeName, AttributeValue)
      topic.set(AttributeName, AttributeValue)
    },
  }
}

/**
 * "If the requester already owns a topic with the specified name, that topic's ARN is returned without
 * creating a new topic."
 *
 * @throws AwsError `InvalidParameter` if the topic exists with other attributes or tags
 */
export function createTopic(store: TopicStore, input: CreateTopicInput): Topic {
  const { Name, Attributes = {}, Tags = [], DataProtectionPolicy } = input
  if (DataProtectionPolicy) throw notSimulated('data protection policies: leave DataProtectionPolicy out')
  const { FifoTopic = 'false', ...attributes } = Attributes
  const fifo = FifoTopic.toLowerCase() === 'true'
  checkTopicName(Name, fifo)
  const present = store.find(store.arnOf(Name))
  if (present) return sameTopic(present, { ...attributes, ...(fifo && { FifoTopic: 'true' }) }, Tags)

  for (const [name, value] of Object.entries(attributes)) {
    checkTopicAttribute(name, value, fifo, refuseAtCreation)
  }
  const topic = store.create(Name)
  for (const [name, value] of Object.entries(attributes)) topic.set(name, value)
  setTags(topic, Tags)
  return topic
}

/**
 * Deletes a topic and its subscriptions; a topic that does not exist is not an error.
 *
 * @throws AwsError `InvalidParameter` for anything but a topic ARN of this region
 */
export function deleteTopic(store: TopicStore, arn: string): void {
  checkArn(arn, 'TopicArn', store.account.region)
  store.delete(arn)
}

function sameTopic(topic: Topic, attributes: Readonly<Record<string, string>>, tags: readonly Tag[]): Topic {
  const effective = new Map([...topic.defaults, ...topic.describe()])
  if (Object.entries(attributes).some(([name, value]) => effective.get(name) !== described(name, value))) {
    throw refuseAtCreation('Topic already exists with different attributes')
  }
  if (tags.some(({ Key, Value }) => topic.tags.get(Key) !== Value)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags')
  }
  return topic
}

/** The value that `GetTopicAttributes` returns after this one was set. */
function described(name: string, value: string): string | undefined {
  return name === 'ArchivePolicy' ? archivePolicyText(archivePolicy(value, refuseAtCreation)) : value
}

/**
 * "A topic with a MaximumMessageSize above 256 KiB must have 100 or fewer subscriptions, and each
 * subscription must be an Amazon SQS, Amazon Data Firehose, or Lambda subscription."
 */
function checkRoomForLargeMessages(topic: Topic, name: string, value: string): void {
  if (name !== 'MaximumMessageSize' || Number(value) <= 256 * 1024) return
  const subscriptions = [...topic.subscriptions.values()]
  if (
    subscriptions.length > 100 ||
    subscriptions.some(({ protocol }) => protocol !== 'sqs' && protocol !== 'lambda')
  ) {
    throw invalidParameter(
      'MaximumMessageSize Reason: above 262144 bytes a topic has at most 100 subscriptions, all of them queues or functions',
    )
  }
}
