import { document, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { accessPolicy, type PolicyDocument } from '../access-policy.ts'
import type { TopicStore } from '../topic-store.ts'

/** `AWS::SNS::TopicPolicy`: the policy of each topic in `Topics`. */
export function topicPolicyType(store: TopicStore): ResourceType {
  return resourceType({
    type: 'AWS::SNS::TopicPolicy',
    properties: { PolicyDocument: document<PolicyDocument>().required, Topics: texts.required },
    inert: {},
    create({ properties, physicalName }) {
      for (const arn of properties.Topics) store.topic(arn).policy = accessPolicy(properties.PolicyDocument)
      const id = physicalName(256)
      return { physicalId: id, attributes: { Id: id } }
    },
    delete({ properties }) {
      for (const arn of properties.Topics) store.find(arn)?.set('Policy', '')
    },
  })
}
