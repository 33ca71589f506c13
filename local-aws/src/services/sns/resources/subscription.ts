import { attribute, each, present, text } from '../../../template/property-types.ts'
import { NotSimulatedError, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Confirmations } from '../confirmations.ts'
import { rootArn } from '../root-arn.ts'
import { subscribe } from '../subscribe.ts'
import type { TopicStore } from '../topic-store.ts'

const ATTRIBUTES = [
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
] as const

/** `AWS::SNS::Subscription`: `Ref` is its ARN, even before it is confirmed. */
export function subscriptionType(store: TopicStore, confirmations: Confirmations): ResourceType {
  return resourceType({
    type: 'AWS::SNS::Subscription',
    properties: {
      Endpoint: text,
      Protocol: text.required,
      Region: text,
      TopicArn: text.required,
      ...each(ATTRIBUTES, attribute),
    },
    inert: { DeliveryPolicy: 'it applies to HTTP/S endpoints, which cannot be subscribed here' },
    create(resource) {
      const { Endpoint, Protocol, Region, TopicArn, ...attributes } = resource.properties
      if (Region && Region !== store.account.region) {
        throw new NotSimulatedError(
          resource.stackName,
          resource.logicalId,
          `subscriptions to topics of another region (${Region})`,
        )
      }
      const { arn } = subscribe(
        store,
        confirmations,
        { Endpoint, Protocol, TopicArn, Attributes: present(attributes) },
        rootArn(store.account),
      )
      return { physicalId: arn, attributes: { Arn: arn } }
    },
    delete: ({ physicalId }) => store.deleteSubscription(physicalId),
  })
}
