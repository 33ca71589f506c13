import type { Account } from '../../account.ts'
import type { Mail } from '../../ports.ts'
import { confirmationLink } from './links.ts'
import { signature } from './notification.ts'
import type { Subscription } from './subscription.ts'
import type { Topic } from './topic.ts'

const SENDER = 'no-reply@sns.amazonaws.com'

/** The sender of a topic's notifications: "The human-readable name used in the From field". */
export function senderOf({ displayName }: Topic): string {
  return `${displayName || 'AWS Notifications'} <${SENDER}>`
}

/** Asks the owner of a mailbox to confirm a subscription. */
export function confirmationMail(
  subscription: Subscription,
  topic: Topic,
  token: string,
  account: Account,
): Mail {
  const document = {
    Type: 'SubscriptionConfirmation',
    Token: token,
    TopicArn: topic.arn,
    Message: `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  }
  const text = `You have chosen to subscribe to the topic:\n${topic.arn}\n\nTo confirm this subscription, open this link:\n${confirmationLink(token, account)}\n\nWithout it, the topic sends nothing to this address.\n`
  return mail(
    subscription,
    topic,
    { subject: 'AWS Notification - Subscription Confirmation', text, document },
    account,
  )
}

/** Tells the owner of a mailbox that the subscription has ended, with the link that brings it back. */
export function unsubscribedMail(
  subscription: Subscription,
  topic: Topic,
  token: string,
  account: Account,
): Mail {
  const document = {
    Type: 'UnsubscribeConfirmation',
    Token: token,
    TopicArn: topic.arn,
    Message: `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
  }
  const text = `Your subscription to this topic has been deleted:\n${topic.arn}\n\nTo subscribe again, open this link:\n${confirmationLink(token, account)}\n`
  return mail(
    subscription,
    topic,
    { subject: 'AWS Notification - Unsubscribe Confirmation', text, document },
    account,
  )
}

interface Content {
  subject: string
  text: string
  /** The message for `email-json`. */
  document: { Type: string; Token: string; TopicArn: string; Message: string }
}

/**
 * "Subscription confirmation and unsubscribe confirmation emails always use" AWS Notifications as the sender name
 * (CreateTopic, DisplayName).
 */
function mail(
  { protocol, endpoint }: Subscription,
  topic: Topic,
  { subject, text, document }: Content,
  account: Account,
): Mail {
  const from = `AWS Notifications <${SENDER}>`
  const to = [endpoint]
  if (protocol !== 'email-json') return { from, to, subject, text }
  const content = {
    ...document,
    MessageId: account.random.uuid(),
    SubscribeURL: confirmationLink(document.Token, account),
    Timestamp: new Date(account.clock.now()).toISOString(),
  }
  return { from, to, subject, text: JSON.stringify({ ...content, ...signature(content, topic, account) }) }
}
