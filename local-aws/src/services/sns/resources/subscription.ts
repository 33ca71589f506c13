import { NotSimulatedError, type ResourceType } from '../../../template/resource-type.ts'
import { subscribe } from '../subscribe.ts'
import type { TopicStore } from '../topic-store.ts'
import { rootOf, textOf } from './properties.ts'

interface SubscriptionProperties {
  TopicArn: string
  Protocol: string
  Endpoint: string
  Region?: string
}

const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'] as const

/** `AWS::SNS::Subscription`: `Ref` is its ARN. */
export function subscriptionType(store: TopicStore): ResourceType {
  return {
    type: 'AWS::SNS::Subscription',
    simulated: ['Endpoint', 'Protocol', 'Region', 'TopicArn', ...ATTRIBUTES],
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
      const Attributes = textOf(resource, ATTRIBUTES)
      const { arn } = subscribe(store, { ...properties, Attributes }, rootOf(store.account))
      return { physicalId: arn, attributes: { Arn: arn } }
    },
  }
}
