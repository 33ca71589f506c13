import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { checkArn } from '../arn.ts'
import type { Confirmations } from '../confirmations.ts'
import { invalidParameter } from '../errors.ts'
import { paginate } from '../pagination.ts'
import { type SubscribeInput, subscribe } from '../subscribe.ts'
import { setSubscriptionAttribute } from '../subscription-attributes.ts'
import type { TopicStore } from '../topic-store.ts'

interface SetSubscriptionAttributesInput {
  SubscriptionArn: string
  AttributeName: string
  AttributeValue?: string
}

interface SubscribeRequest extends SubscribeInput {
  ReturnSubscriptionArn?: boolean
}

interface ConfirmSubscriptionInput {
  TopicArn: string
  Token: string
  AuthenticateOnUnsubscribe?: string
}

export function subscriptionActions(store: TopicStore, confirmations: Confirmations): Actions {
  return {
    Subscribe({ ReturnSubscriptionArn, ...input }: SubscribeRequest, { caller }: RequestContext) {
      const { arn, confirmed } = subscribe(store, confirmations, input, caller.arn)
      const isTold = confirmed || ReturnSubscriptionArn === true
      return { SubscriptionArn: isTold ? arn : 'pending confirmation' }
    },

    /** The token alone says which subscription it is for; of the topic's ARN, AWS checks only the form and the region. */
    ConfirmSubscription({ TopicArn, Token, AuthenticateOnUnsubscribe }: ConfirmSubscriptionInput) {
      const elements = TopicArn.split(':')
      if (elements.length < 6 || elements[3] !== store.account.region) throw invalidParameter('Topic')
      const subscription = confirmations.confirm(Token, { authenticated: true })
      if (AuthenticateOnUnsubscribe === 'true') subscription.authenticateOnUnsubscribe = true
      return { SubscriptionArn: subscription.arn }
    },

    Unsubscribe({ SubscriptionArn }: { SubscriptionArn: string }) {
      checkArn(SubscriptionArn, 'SubscriptionArn', store.account.region)
      if (SubscriptionArn.split(':').length === 6) {
        throw invalidParameter('SubscriptionId')
      }
      const subscription = store.findSubscription(SubscriptionArn)
      if (!subscription) return
      if (!subscription.confirmed) {
        // The text is from hashicorp/terraform-provider-aws.
        throw invalidParameter(
          'SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation',
        )
      }
      confirmations.end(subscription)
    },

    ListSubscriptions(input: { NextToken?: string }) {
      const { items, NextToken } = paginate(store.subscriptions(), input)
      return { Subscriptions: items.map(({ summary }) => summary), NextToken }
    },

    ListSubscriptionsByTopic(input: { TopicArn: string; NextToken?: string }) {
      const { items, NextToken } = paginate(store.topic(input.TopicArn).subscriptions.values(), input)
      return { Subscriptions: items.map(({ summary }) => summary), NextToken }
    },

    GetSubscriptionAttributes({ SubscriptionArn }: { SubscriptionArn: string }) {
      return { Attributes: Object.fromEntries(store.subscription(SubscriptionArn).describe()) }
    },

    SetSubscriptionAttributes({
      SubscriptionArn,
      AttributeName,
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
      store.startReplay(subscription)
    },
  }
}
