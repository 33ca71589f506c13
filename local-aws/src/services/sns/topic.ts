import type { Clock } from '../../clock.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import { type AccessPolicy, accessPolicy, defaultAccessPolicy } from './access-policy.ts'
import { Archive } from './archive.ts'
import { archivePolicy, archivePolicyText } from './archive-policy.ts'
import { DeduplicationWindow } from './deduplication-window.ts'
import { invalidParameter } from './errors.ts'
import type { Subscription } from './subscription.ts'
import type { TopicCounters } from './topic-counters.ts'

const DEFAULT_MAX_MESSAGE_BYTES = 256 * 1024

/** A topic with its subscriptions. */
export class Topic {
  readonly arn: string
  readonly name: string
  readonly fifo: boolean
  readonly tags = new Map<string, string>()
  /** By ARN, in the order of creation. */
  readonly subscriptions = new Map<string, Subscription>()
  subscriptionsDeleted = 0
  readonly deduplication = new DeduplicationWindow()
  /** The caller that the topic uses for the services it delivers to. */
  readonly caller: ServiceCaller
  readonly counters: TopicCounters
  /** What an `ArchivePolicy` keeps; only FIFO topics have one. */
  archive: Archive | undefined
  readonly #clock: Clock
  readonly #owner: string
  /** The attributes that were set, without the policy. */
  readonly #attributes = new Map<string, string>()
  policy: AccessPolicy
  #sequence = 0

  constructor(arn: string, owner: string, counters: TopicCounters, clock: Clock) {
    this.arn = arn
    this.name = arn.slice(arn.lastIndexOf(':') + 1)
    this.fifo = this.name.endsWith('.fifo')
    this.counters = counters
    this.#clock = clock
    this.caller = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: arn }
    this.#owner = owner
    this.policy = defaultAccessPolicy(arn, owner)
  }

  /** @param value empty to restore the default */
  set(attribute: string, value: string): void {
    if (attribute === 'ArchivePolicy') this.#setArchive(archivePolicy(value, invalidParameter))
    else if (attribute === 'Policy')
      this.policy = value ? accessPolicy(value) : defaultAccessPolicy(this.arn, this.#owner)
    else if (value === '') this.#attributes.delete(attribute)
    else this.#attributes.set(attribute, value)
  }

  /**
   * "To disable message archiving for your topic, and clear the archive, unset the ArchivePolicy" (Message archiving for
   * FIFO topic owners).
   */
  #setArchive(retentionDays: number | undefined): void {
    if (retentionDays === undefined) this.archive = undefined
    else if (this.archive) this.archive.retain(retentionDays)
    else this.archive = new Archive(this.#clock, retentionDays)
  }

  get displayName(): string {
    return this.#attributes.get('DisplayName') ?? ''
  }

  /** Id, ARN or alias of the key that encrypts the topic, if any. */
  get kmsMasterKeyId(): string | undefined {
    return this.#attributes.get('KmsMasterKeyId')
  }

  /** In bytes, including the attributes of the message. */
  get maximumMessageSize(): number {
    return Number(this.#attributes.get('MaximumMessageSize') ?? DEFAULT_MAX_MESSAGE_BYTES)
  }

  get signatureVersion(): string {
    return this.#attributes.get('SignatureVersion') ?? '1'
  }

  get contentBasedDeduplication(): boolean {
    return this.#attributes.get('ContentBasedDeduplication') === 'true'
  }

  get deduplicatesByGroup(): boolean {
    return this.#attributes.get('FifoThroughputScope') === 'MessageGroup'
  }

  /** "A large, non-consecutive number that Amazon SNS assigns to each message." */
  nextSequenceNumber(): string {
    this.#sequence++
    return `1${String(this.#sequence * 1000).padStart(19, '0')}`
  }

  /** The values of attributes that `GetTopicAttributes` returns only if somebody set them. */
  get defaults(): Map<string, string> {
    return new Map(this.fifo ? [['FifoThroughputScope', 'Topic']] : [])
  }

  /** The attributes that `GetTopicAttributes` returns. */
  describe(): Map<string, string> {
    const subscriptions = [...this.subscriptions.values()]
    const confirmed = subscriptions.filter(subscription => subscription.confirmed).length
    const described = new Map([
      ['TopicArn', this.arn],
      ['Owner', this.#owner],
      ['DisplayName', ''],
      ['Policy', JSON.stringify(this.policy.document)],
      ['EffectiveDeliveryPolicy', EFFECTIVE_DELIVERY_POLICY],
      ['SubscriptionsConfirmed', String(confirmed)],
      ['SubscriptionsPending', String(subscriptions.length - confirmed)],
      ['SubscriptionsDeleted', String(this.subscriptionsDeleted)],
    ])
    if (this.fifo) {
      described.set('FifoTopic', 'true').set('ContentBasedDeduplication', 'false')
    }
    const policy = archivePolicyText(this.archive?.retentionDays)
    if (this.archive && policy) {
      described.set('ArchivePolicy', policy)
      described.set('BeginningArchiveTime', new Date(this.archive.beginning).toISOString())
    }
    for (const [name, value] of this.#attributes) described.set(name, value)
    return described
  }
}

/** The value for every topic without its own delivery policy; it concerns only HTTP/S endpoints. */
const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
})
