import { toMilliseconds } from '../../clock.ts'
import type { Inbox } from '../../ports.ts'
import { secretHex } from '../../random.ts'
import { invalidParameter, invalidToken } from './errors.ts'
import { confirmationLink } from './links.ts'
import type { Subscription } from './subscription.ts'
import { confirmationMail, unsubscribedMail } from './subscription-mail.ts'
import type { Topic } from './topic.ts'
import type { TopicStore } from './topic-store.ts'

/**
 * "Confirmation tokens are valid for two days" (Subscribe). A subscription that nobody confirms is deleted after the same
 * time: see the announcement of 10 May 2023, "automatic deletion of unconfirmed subscriptions".
 */
const VALID_MS = toMilliseconds({ hours: 48 })

/** A subscription that waits for the owner of its address to open a link. */
export interface PendingSubscription {
  address: string
  topicName: string
  link: string
}

interface Request {
  topic: Topic
  subscription: Subscription
}

/** Asks mailboxes whether they want the messages of a topic, and takes their answers. */
export class Confirmations {
  readonly #store: TopicStore
  readonly #inbox: Inbox
  /** By token. A token stays valid after its use, as on AWS. */
  readonly #requests = new Map<string, Request>()

  constructor(store: TopicStore, inbox: Inbox) {
    this.#store = store
    this.#inbox = inbox
  }

  /** The subscriptions that wait to be confirmed, each with the newest link. */
  pending(): PendingSubscription[] {
    const newest = new Map<Subscription, PendingSubscription>()
    for (const [token, { topic, subscription }] of this.#requests) {
      if (subscription.confirmed || this.#store.find(topic.arn) !== topic) continue
      const link = confirmationLink(token, this.#store.account)
      newest.set(subscription, { address: subscription.endpoint, topicName: topic.name, link })
    }
    return [...newest.values()]
  }

  /** Mails the link that confirms a subscription, again if it was mailed before. */
  ask(request: Request): void {
    const { topic, subscription } = request
    const token = this.#tokenFor(request)
    this.#inbox.deliver(confirmationMail(subscription, topic, token, this.#store.account))
  }

  /**
   * Confirms the subscription that the token was mailed for. It may be confirmed already.
   *
   * @param authenticated whether the request was signed
   * @throws AwsError `InvalidParameter` for a token that is unknown or no longer valid
   */
  confirm(token: string, { authenticated }: { authenticated: boolean }): Subscription {
    if (!/^[0-9a-f]+$/i.test(token)) throw invalidToken()
    const request = this.#requests.get(token)
    if (!request || this.#store.find(request.topic.arn) !== request.topic) throw invalidParameter('Token')
    const { subscription } = request
    if (!subscription.confirmed) subscription.confirm(authenticated)
    this.#store.addSubscription(subscription)
    return subscription
  }

  /**
   * Ends the subscription that the unsubscribe link in a mail belongs to. Without authentication, "a final cancellation
   * message is delivered to the endpoint, so that the endpoint owner can easily resubscribe" (Unsubscribe).
   *
   * @returns undefined if no subscription has this link, or if only its owner may end it
   */
  unsubscribe(secret: string): Subscription | undefined {
    const subscription = [...this.#store.subscriptions()].find(each => each.unsubscribeSecret === secret)
    const topic = subscription && this.#store.find(subscription.topicArn)
    if (!topic || subscription.authenticateOnUnsubscribe) return undefined
    this.end(subscription)
    const token = this.#tokenFor({ topic, subscription })
    this.#inbox.deliver(unsubscribedMail(subscription, topic, token, this.#store.account))
    return subscription
  }

  /** Deletes a subscription; the tokens that were mailed for it no longer bring it back. */
  end(subscription: Subscription): void {
    this.#store.deleteSubscription(subscription.arn)
    for (const [token, request] of this.#requests) {
      if (request.subscription === subscription) this.#requests.delete(token)
    }
  }

  #tokenFor(request: Request): string {
    const token = secretHex(64)
    this.#requests.set(token, request)
    this.#store.account.clock.setTimer(VALID_MS, () => this.#expire(token, request.subscription))
    return token
  }

  #expire(token: string, subscription: Subscription): void {
    this.#requests.delete(token)
    const isAskedAgain = [...this.#requests.values()].some(request => request.subscription === subscription)
    if (!subscription.confirmed && !isAskedAgain) this.#store.deleteSubscription(subscription.arn)
  }
}
