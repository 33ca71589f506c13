import type { ResourceType } from '../../../template/resource-type.ts'
import type { AccessPolicy } from '../access-policy.ts'
import type { TopicStore } from '../topic-store.ts'
import { documentOf } from './properties.ts'

interface TopicPolicyProperties {
  PolicyDocument: AccessPolicy | string
  Topics: readonly string[]
}

/** `AWS::SNS::TopicPolicy`: the policy of each topic in `Topics`. */
export function topicPolicyType(store: TopicStore): ResourceType {
  return {
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
}
