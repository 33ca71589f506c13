import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { checkArn } from '../arn.ts'
import { invalidParameter } from '../errors.ts'
import { paginate } from '../pagination.ts'
import { type SubscribeInput, subscribe } from '../subscribe.ts'
import { setSubscriptionAttribute } from '../subscription-attributes.ts'
import type { TopicStore } from '../topic-store.ts'

interface SetSubscriptionAttributesInput {
  SubscriptionArn?: string
  AttributeName?: string
  AttributeValue?: string
}

export function subscriptionActions(store: TopicStore): Actions {
  return {
    /** Every subscription is confirmed at once, so `ReturnSubscriptionArn` makes no difference. */
    Subscribe: (input: SubscribeInput, { caller }: RequestContext) => ({
      SubscriptionArn: subscribe(store, input, caller.arn).arn,
    }),

    /**
     * No subscription is pending: subscriptions of the account's queues need no confirmation, and those of mail
     * addresses count as confirmed.
     */
    ConfirmSubscription({ TopicArn }: { TopicArn?: string; Token?: string }) {
      store.topic(TopicArn)
      throw invalidParameter('Token')
    },

    Unsubscribe({ SubscriptionArn }: { SubscriptionArn?: string }) {
      checkArn(SubscriptionArn, 'SubscriptionArn', store.account.region)
      if (SubscriptionArn.split(':').length === 6) {
        throw invalidParameter('SubscriptionArn Reason: Invalid parameter: SubscriptionId')
      }
      store.deleteSubscription(SubscriptionArn)
    },

    ListSubscriptions(input: { NextToken?: string }) {
      const { items, NextToken } = paginate(store.subscriptions(), input)
      return { Subscriptions: items.map(({ summary }) => summary), NextToken }
    },

    ListSubscriptionsByTopic(input: { TopicArn?: string; NextToken?: string }) {
      const { items, NextToken } = paginate(store.topic(input.TopicArn).subscriptions.values(), input)
      return { Subscriptions: items.map(({ summary }) => summary), NextToken }
    },

    GetSubscriptionAttributes({ SubscriptionArn }: { SubscriptionArn?: string }) {
      return { Attributes: store.subscription(SubscriptionArn).describe() }
    },

    SetSubscriptionAttributes({
      SubscriptionArn,
      AttributeName = '',
      AttributeValue = '',
    }: SetSubscriptionAttributesInput) {
      const subscription = store.subscription(SubscriptionArn)
      setSubscriptionAttribute(
        subscription,
        store.topic(subscription.topicArn),
        AttributeName,
        AttributeValue,
        invalidParameter,
      )
    },
  }
}
