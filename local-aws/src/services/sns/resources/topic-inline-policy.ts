import type { ResourceType } from '../../../template/resource-type.ts'
import type { AccessPolicy } from '../access-policy.ts'
import type { TopicStore } from '../topic-store.ts'
import { documentOf } from './properties.ts'

interface TopicInlinePolicyProperties {
  PolicyDocument: AccessPolicy | string
  TopicArn: string
}

/** `AWS::SNS::TopicInlinePolicy`: the policy of one topic. */
export function topicInlinePolicyType(store: TopicStore): ResourceType {
  return {
    type: 'AWS::SNS::TopicInlinePolicy',
    simulated: ['PolicyDocument', 'TopicArn'],
    inert: {},
    create({ properties }) {
      const { PolicyDocument, TopicArn } = properties as unknown as TopicInlinePolicyProperties
      store.topic(TopicArn).policy = documentOf(PolicyDocument)
      return { physicalId: TopicArn, attributes: {} }
    },
  }
}
