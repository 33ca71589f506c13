import { secretHex } from '../../random.ts'
import type { FilterPolicy } from './filter-policy.ts'
import type { FilterPolicyScope } from './filter-policy-limits.ts'
import type { Replay } from './replay.ts'

/** The protocols that SNS delivers to on this machine. */
export type Protocol = 'sqs' | 'lambda' | 'email' | 'email-json'

/** A subscription: one endpoint of one topic. */
export class Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly protocol: Protocol
  /** The ARN of the queue or function, including a qualifier if there is one, or the e-mail address. */
  readonly endpoint: string
  readonly #owner: string
  /** ARN of the principal that created the subscription. */
  readonly #principal: string
  /** In the link of the topic's mails that ends the subscription. */
  readonly unsubscribeSecret = secretHex(64)
  /** Whether only the owner may end the subscription, by a signed request. */
  authenticateOnUnsubscribe = false
  #confirmed: { authenticated: boolean } | undefined
  rawMessageDelivery = false
  filterPolicyScope: FilterPolicyScope = 'MessageAttributes'
  filterPolicy: FilterPolicy | undefined
  /** ARN of the queue for messages that cannot be delivered. */
  deadLetterQueue: string | undefined
  /** Stored without effect, because it concerns only HTTP/S endpoints. */
  deliveryPolicy: string | undefined
  /** The replay that its `ReplayPolicy` asks for. */
  replay: Replay | undefined

  constructor(made: {
    arn: string
    topicArn: string
    protocol: Protocol
    endpoint: string
    owner: string
    principal: string
  }) {
    this.arn = made.arn
    this.topicArn = made.topicArn
    this.protocol = made.protocol
    this.endpoint = made.endpoint
    this.#owner = made.owner
    this.#principal = made.principal
    // "If the endpoint type is HTTP/S or email … the endpoint owner must run the ConfirmSubscription action" (Subscribe).
    if (made.protocol === 'sqs' || made.protocol === 'lambda') this.confirm(true)
  }

  /** Whether the topic delivers to the endpoint. */
  get confirmed(): boolean {
    return this.#confirmed !== undefined
  }

  /** @param authenticated whether the request was signed */
  confirm(authenticated: boolean): void {
    this.#confirmed = { authenticated }
  }

  /** An entry of `ListSubscriptions`. */
  get summary() {
    return {
      SubscriptionArn: this.confirmed ? this.arn : 'PendingConfirmation',
      Owner: this.#owner,
      Protocol: this.protocol,
      Endpoint: this.endpoint,
      TopicArn: this.topicArn,
    }
  }

  /** The attributes that `GetSubscriptionAttributes` returns; the scope only together with a policy. */
  describe(): Map<string, string> {
    const described = new Map(Object.entries(this.summary))
    described.set('SubscriptionArn', this.arn)
    described.set('ConfirmationWasAuthenticated', String(this.#confirmed?.authenticated ?? false))
    described.set('PendingConfirmation', String(!this.confirmed))
    described.set('RawMessageDelivery', String(this.rawMessageDelivery))
    described.set('SubscriptionPrincipal', this.#principal)
    if (this.filterPolicy) {
      described.set('FilterPolicy', this.filterPolicy.text)
      described.set('FilterPolicyScope', this.filterPolicyScope)
    }
    if (this.deadLetterQueue) {
      described.set('RedrivePolicy', JSON.stringify({ deadLetterTargetArn: this.deadLetterQueue }))
    }
    if (this.replay) {
      described.set('ReplayPolicy', this.replay.policy.text).set('ReplayStatus', this.replay.status)
    }
    if (this.deliveryPolicy) described.set('DeliveryPolicy', this.deliveryPolicy)
    return described
  }
}
