import type { FilterPolicy } from './filter-policy.ts'
import type { FilterPolicyScope } from './filter-policy-limits.ts'

/** The protocols that SNS delivers to on this machine. */
export type Protocol = 'sqs' | 'lambda' | 'email' | 'email-json'

/** A confirmed subscription: one endpoint of one topic. */
export class Subscription {
  readonly arn: string
  readonly topicArn: string
  readonly protocol: Protocol
  /** The ARN of the queue or function, including a qualifier if there is one, or the e-mail address. */
  readonly endpoint: string
  readonly #owner: string
  /** ARN of the principal that created the subscription. */
  readonly #principal: string
  rawMessageDelivery = false
  filterPolicyScope: FilterPolicyScope = 'MessageAttributes'
  filterPolicy: FilterPolicy | undefined
  /** ARN of the queue for messages that cannot be delivered. */
  deadLetterQueue: string | undefined
  /** Stored without effect, because it concerns only HTTP/S endpoints. */
  deliveryPolicy: string | undefined

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
  }

  /** An entry of `ListSubscriptions`. */
  get summary() {
    return {
      SubscriptionArn: this.arn,
      Owner: this.#owner,
      Protocol: this.protocol,
      Endpoint: this.endpoint,
      TopicArn: this.topicArn,
    }
  }

  /** The attributes that `GetSubscriptionAttributes` returns; the scope only together with a policy. */
  describe(): Map<string, string> {
    const described = new Map(Object.entries(this.summary))
    described.set('ConfirmationWasAuthenticated', 'true')
    described.set('PendingConfirmation', 'false')
    described.set('RawMessageDelivery', String(this.rawMessageDelivery))
    described.set('SubscriptionPrincipal', this.#principal)
    if (this.filterPolicy) {
      described.set('FilterPolicy', this.filterPolicy.text)
      described.set('FilterPolicyScope', this.filterPolicyScope)
    }
    if (this.deadLetterQueue) {
      described.set('RedrivePolicy', JSON.stringify({ deadLetterTargetArn: this.deadLetterQueue }))
    }
    if (this.deliveryPolicy) described.set('DeliveryPolicy', this.deliveryPolicy)
    return described
  }
}
