import { basketItemAdded, clickstreamEvents, productPurchased, productViewed } from './clickstream-events.ts'
import type { EventContract } from './cloud-event.ts'
import { clickstreamPurchases } from './consumers/clickstream-purchases.ts'
import { clickstreamRemind } from './consumers/clickstream-remind.ts'
import { mailMailer } from './consumers/mail-mailer.ts'
import { postsFanOut } from './consumers/posts-fan-out.ts'
import { shopHistory } from './consumers/shop-history.ts'
import { shopReceipts } from './consumers/shop-receipts.ts'
import { shopReview } from './consumers/shop-review.ts'
import { shopShipping } from './consumers/shop-shipping.ts'
import { emailRequested } from './email-events.ts'
import { pageRequested, postPublished } from './post-events.ts'
import {
  purchaseCancelled,
  purchaseCancelledSealed,
  purchaseDelayed,
  purchaseEvents,
  purchaseFlagged,
  purchasePlaced,
  purchasePlacedSealed,
  purchaseShipped,
} from './purchase-events.ts'
import { reminderRequested } from './reminder-events.ts'
import { OUTCOME, RENDITIONS } from './video.ts'
import { videoEncoded, videoRejected } from './video-events.ts'

/** A message whose form a service of AWS decides. */
export type ServiceMessage = 'S3 notification' | 'SES event'

/** Where messages are sent to and received from. */
export interface Channel {
  readonly kind: 'topic' | 'queue' | 'stream' | 'bucket'
  /** The name in AWS behind `Messaging-<stage>-`; of a bucket, the key of its objects. */
  readonly name: string
  readonly messages: readonly (EventContract | ServiceMessage)[]
  /** The functions, `<domain>/<function>`, that send, each with the messages that it sends. */
  readonly senders?: Readonly<Record<string, readonly EventContract[]>>
  /** The functions that receive. */
  readonly receivers?: readonly string[]
  /** Of a queue that a topic delivers to: the topic, by its id. */
  readonly subscribedTo?: string
}

const shop: Record<string, Channel> = {
  'shop.purchases': {
    kind: 'topic',
    name: 'Shop-Purchases.fifo',
    messages: purchaseEvents,
    senders: {
      // The second versions in stages whose topic archives.
      'shop/buying': [purchasePlaced, purchasePlacedSealed],
      'shop/shipping': [purchaseShipped, purchaseCancelled, purchaseCancelledSealed, purchaseDelayed],
      'shop/review': [purchaseFlagged],
    },
  },
  'shop.shipping': {
    ...ofPurchases('Shop-Shipping.fifo', 'shop/shipping'),
    messages: shopShipping.takes,
  },
  'shop.history': { ...ofPurchases('Shop-History.fifo', 'shop/history'), messages: shopHistory.takes },
  'shop.replay': {
    kind: 'queue',
    name: 'Shop-HistoryRebuild-Replay',
    messages: shopHistory.takes,
    receivers: ['shop/replayed'],
  },
  'shop.receipts': {
    ...ofPurchases('Shop-Receipts', 'shop/receipts'),
    messages: shopReceipts.takes,
  },
  'shop.review': { ...ofPurchases('Shop-Review', 'shop/review'), messages: shopReview.takes },
}

function ofPurchases(name: string, receiver: string) {
  return { kind: 'queue', name, subscribedTo: 'shop.purchases', receivers: [receiver] } as const
}

const video: Record<string, Channel> = {
  'video.uploads': queueOf('Video-Uploads', 'video/encoder', 'S3 notification'),
  'video.outcomes': {
    kind: 'bucket',
    name: `${RENDITIONS}{videoId}${OUTCOME}`,
    messages: [videoEncoded, videoRejected],
    senders: { 'video/encoder': [videoEncoded, videoRejected] },
    receivers: ['video/notifier'],
  },
  'video.encoded': queueOf('Video-Encoded', 'video/notifier', 'S3 notification'),
}

function queueOf(name: string, receiver: string, ...messages: Channel['messages']): Channel {
  return { kind: 'queue', name, messages, receivers: [receiver] }
}

const posts: Record<string, Channel> = {
  'posts.posts': {
    kind: 'queue',
    name: 'Posts-Posts.fifo',
    messages: postsFanOut.takes,
    senders: { 'posts/publish': [postPublished], 'posts/fan-out': [pageRequested] },
    receivers: ['posts/fan-out'],
  },
}

const mail: Record<string, Channel> = {
  'mail.emails': {
    ...queueOf('Mail-Emails', 'mail/mailer', ...mailMailer.takes),
    senders: {
      'shop/receipts': [emailRequested],
      'video/notifier': [emailRequested],
      'posts/fan-out': [emailRequested],
      'clickstream/remind': [emailRequested],
    },
  },
  'mail.sending-events': { kind: 'topic', name: 'Mail-SendingEvents-Topic', messages: ['SES event'] },
  'mail.feedback': {
    ...queueOf('Mail-Feedback', 'mail/feedback', 'SES event'),
    subscribedTo: 'mail.sending-events',
  },
}

const clickstream: Record<string, Channel> = {
  'clickstream.purchases': {
    ...ofPurchases('Clickstream-Purchases', 'clickstream/purchases'),
    messages: clickstreamPurchases.takes,
  },
  'clickstream.events': {
    kind: 'stream',
    name: 'Clickstream-Events',
    messages: clickstreamEvents,
    senders: {
      'clickstream/ingest': [productViewed, basketItemAdded],
      'clickstream/purchases': [productPurchased],
    },
    receivers: ['clickstream/trends', 'clickstream/baskets'],
  },
  'clickstream.given-up': queueOf('Clickstream-GivenUp', 'clickstream/recount', 'S3 notification'),
  'clickstream.untaken': queueOf('Clickstream-Baskets-Untaken', 'clickstream/retake', 'S3 notification'),
  'clickstream.reminders': {
    ...queueOf('Clickstream-Baskets-Reminders', 'clickstream/remind', ...clickstreamRemind.takes),
    senders: { 'clickstream/baskets': [reminderRequested], 'clickstream/retake': [reminderRequested] },
  },
}

/**
 * All topics, queues and streams that functions read, and the objects that are messages, by id. Dead-letter queues,
 * queues of undelivered messages and the topics of alarms are none of them.
 */
export const channels: Readonly<Record<string, Channel>> = {
  ...shop,
  ...video,
  ...posts,
  ...mail,
  ...clickstream,
}
