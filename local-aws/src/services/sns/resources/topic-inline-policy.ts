import { document, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { accessPolicy, type PolicyDocument } from '../access-policy.ts'
import type { TopicStore } from '../topic-store.ts'

/** `AWS::SNS::TopicInlinePolicy`: the policy of one topic. */
export function topicInlinePolicyType(store: TopicStore): ResourceType {
  return resourceType({
    type: 'AWS::SNS::TopicInlinePolicy',
    properties: { PolicyDocument: document<PolicyDocument>().required, TopicArn: text.required },
    inert: {},
    create({ properties: { PolicyDocument, TopicArn } }) {
      store.topic(TopicArn).policy = accessPolicy(PolicyDocument)
      return { physicalId: TopicArn, attributes: {} }
    },
    delete: ({ properties: { TopicArn } }) => store.topic(TopicArn).set('Policy', ''),
  })
}
