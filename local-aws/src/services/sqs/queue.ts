import type { Account } from '../../account.ts'
import type { AwsError } from '../../aws-error.ts'
import { contentId, Deduplication } from './deduplication.ts'
import type { Delivery, ReceiveRequest } from './delivery.ts'
import { overLimit, purgeInProgress, queueDoesNotExist } from './errors.ts'
import { FairOrder } from './fair-order.ts'
import { FifoOrder } from './fifo-order.ts'
import { Intake } from './intake.ts'
import { LongPolls } from './long-polls.ts'
import type { Message, NewMessage, SentMessage } from './message.ts'
import { MessageStore } from './message-store.ts'
import type { QueueCounters } from './queue-counters.ts'
import { type AttributeMap, type QueueSettings, settingsFrom } from './queue-settings.ts'
import { QueueTags } from './queue-tags.ts'
import { Receipts, type VisibilityChange } from './receipts.ts'
import { ReceiveAttempts } from './receive-attempts.ts'

/** "For most standard queues … there can be a maximum of approximately 120,000 in flight messages"; FIFO: 120,000. */
export const MAX_IN_FLIGHT_MESSAGES = 120_000
const PURGE_INTERVAL_MS = 60_000

/** What a queue needs from its environment. */
export interface QueueEnvironment {
  readonly account: Account
  readonly counters: QueueCounters
  /** The dead-letter queue with the ARN `arn`, if it exists and allows messages from `sourceArn`. */
  deadLetterQueue(arn: string, sourceArn: string): Queue | undefined
}

export class Queue {
  readonly name: string
  readonly arn: string
  readonly fifo: boolean
  readonly createdAt: number
  readonly tags: QueueTags
  #modifiedAt: number
  #attributes: AttributeMap
  #settings: QueueSettings
  readonly #environment: QueueEnvironment
  readonly #receipts: Receipts
  readonly #intake: Intake
  #store: MessageStore
  readonly #polls: LongPolls<ReceiveRequest, Delivery>
  #deduplication = new Deduplication<SentMessage>()
  readonly #attempts: ReceiveAttempts
  #deleted = false
  #purgedAt = Number.NEGATIVE_INFINITY

  constructor(name: string, attributes: AttributeMap, environment: QueueEnvironment) {
    const { account } = environment
    this.name = name
    this.arn = account.arn('sqs', name)
    this.fifo = attributes.FifoQueue === 'true'
    this.createdAt = account.clock.now()
    this.tags = new QueueTags(name)
    this.#modifiedAt = this.createdAt
    this.#attributes = attributes
    this.#settings = settingsFrom(attributes)
    this.#environment = environment
    this.#receipts = new Receipts(account.random.letters(32), this.fifo)
    this.#intake = new Intake(this.fifo, account.random)
    this.#attempts = new ReceiveAttempts(this.#receipts)
    this.#store = this.#emptyStore()
    this.#polls = new LongPolls(
      account.clock,
      request => {
        this.#settle()
        return this.#receiveNow(request)
      },
      () => this.#nextChange(),
    )
  }

  get url(): string {
    const { endpoint, id } = this.#environment.account
    return `${endpoint}/${id}/${this.name}`
  }

  get settings(): QueueSettings {
    return this.#settings
  }

  /** All attributes that were set or have a default, without the counts and times. */
  get attributes(): Readonly<AttributeMap> {
    return this.#attributes
  }

  get modifiedAt(): number {
    return this.#modifiedAt
  }

  /** The messages in their current states. */
  get messages(): MessageStore {
    this.#settle()
    return this.#store
  }

  /** Applies attributes that passed {@link changeAttributes}. */
  configure(attributes: AttributeMap): void {
    const before = this.#settings
    this.#attributes = attributes
    this.#settings = settingsFrom(attributes)
    this.#modifiedAt = this.#now()
    if (this.fifo && before.delayMs !== this.#settings.delayMs) this.#delayAnew()
    this.#wake()
  }

  send(messages: readonly NewMessage[]): SentMessage[] {
    if (this.#deleted) throw queueDoesNotExist()
    // What has become visible by now goes before the new messages.
    this.#settle()
    const now = this.#now()
    const sizes: number[] = []
    const sent = messages.map(message => this.#sendOne(message, now, size => sizes.push(size)))
    this.#environment.counters.sent(sizes)
    this.#environment.counters.deduplicated(messages.length - sizes.length)
    this.#wake()
    return sent
  }

  /**
   * Resolves with the available messages at once, or after up to `waitMs`, whichever is first. No message goes in
   * flight for a client that has disconnected.
   *
   * @throws OverLimit on a standard queue with 120,000 messages in flight
   */
  receive(request: ReceiveRequest, waitMs: number, signal?: AbortSignal): Delivery[] | Promise<Delivery[]> {
    if (signal?.aborted) return []
    if (this.#deleted) throw queueDoesNotExist()
    this.#wake()
    if (!this.fifo && this.#store.inFlight >= MAX_IN_FLIGHT_MESSAGES) {
      throw overLimit(
        `Too many messages in flight for queue ${this.name}: the limit is ${MAX_IN_FLIGHT_MESSAGES}.`,
      )
    }
    const deliveries = this.#repeat(request) ?? (this.#polls.idle ? this.#receiveNow(request) : [])
    if (deliveries.length > 0) return deliveries
    if (waitMs > 0) return this.#polls.wait(request, this.#now() + waitMs, signal)
    this.#environment.counters.emptyReceive()
    return deliveries
  }

  /** Returns one result per handle: undefined if the message is deleted now or was deleted before. */
  delete(receiptHandles: readonly string[]): (AwsError | undefined)[] {
    this.#wake()
    const now = this.#now()
    const outcomes = receiptHandles.map(handle => this.#receipts.delete(this.#store, handle, now))
    this.#environment.counters.deleted(outcomes.reduce((sum, error) => (error ? sum : sum + 1), 0))
    this.#wake()
    return outcomes
  }

  /** Returns one result per entry: undefined if the timeout was changed. */
  changeVisibility(entries: readonly VisibilityChange[]): (AwsError | undefined)[] {
    this.#wake()
    const now = this.#now()
    const outcomes = entries.map(entry => this.#receipts.changeVisibility(this.#store, entry, now))
    this.#wake()
    return outcomes
  }

  /**
   * Deletes all messages, and forgets their deduplication ids.
   *
   * @throws PurgeQueueInProgress within 60 seconds of the last purge
   */
  purge(): void {
    const now = this.#now()
    if (now - this.#purgedAt < PURGE_INTERVAL_MS) throw purgeInProgress(this.name)
    this.#purgedAt = now
    for (const message of this.#store.arrivals) message.state = 'gone'
    this.#store = this.#emptyStore()
    this.#deduplication = new Deduplication()
  }

  /** Ends the waiting receives, because the queue is deleted. */
  close(): void {
    this.#deleted = true
    this.#polls.close(queueDoesNotExist())
  }

  /** Accepts a message that the redrive policy of the queue `sourceArn` moves here. */
  acceptDeadLetter(message: Message, sourceArn: string): void {
    this.#add(this.#intake.deadLetter(message, sourceArn, this.#now()))
    this.#wake()
  }

  /**
   * Moves the first visible message to the queue that `destinationOf` returns; if it returns none, the message stays.
   */
  moveFirst(destinationOf: (message: Message) => Queue | undefined): 'moved' | 'kept' | 'empty' {
    this.#wake()
    const now = this.#now()
    const [message] = this.#store.take(1, now, now, () => false)
    if (!message) return 'empty'
    const destination = destinationOf(message)
    if (!destination) return 'kept'
    this.#store.remove(message, now)
    destination.#acceptMoved(message)
    return 'moved'
  }

  #acceptMoved(message: Message): void {
    this.#add(this.#intake.fresh(message.content, message.deduplicationId, this.#now()))
    this.#wake()
  }

  /** @param added called with the size of the message, unless it is a duplicate */
  #sendOne(
    { content, delayMs, deduplicationId, size }: NewMessage,
    now: number,
    added: (size: number) => void,
  ): SentMessage {
    const enqueue = (id: string | undefined) => {
      const message = this.#intake.fresh(content, id, now)
      this.#add(message, delayMs)
      added(size)
      return { messageId: message.id, sequenceNumber: message.sequenceNumber }
    }
    if (!this.fifo) return enqueue(deduplicationId)
    const id = deduplicationId ?? contentId(content)
    const scope = this.#settings.deduplicationScope === 'queue' ? undefined : content.groupId
    return this.#deduplication.once(id, scope, now, () => enqueue(id))
  }

  #add(message: Message, delayMs = this.#settings.delayMs): void {
    this.#store.add(message, message.enteredAt + delayMs, message.enteredAt)
  }

  #receiveNow({ maximum, visibilityTimeoutMs, attemptId }: ReceiveRequest): Delivery[] {
    const now = this.#now()
    const room = Math.min(maximum, MAX_IN_FLIGHT_MESSAGES - this.#store.inFlight)
    const deadLetters: Message[] = []
    const target = this.#deadLetterTarget()
    const isDead = (message: Message) => {
      if (!target || message.receives < target.maxReceiveCount) return false
      deadLetters.push(message)
      return true
    }
    const due = now + (visibilityTimeoutMs ?? this.#settings.visibilityTimeoutMs)
    const deliveries = this.#store.take(room, due, now, isDead).map(message => this.#deliver(message))
    for (const message of deadLetters) {
      target?.queue.acceptDeadLetter(message, this.arn)
      const reason = `received ${message.receives} times: ${message.id} is in ${target?.queue.name}`
      this.#environment.account.activity.report({ kind: 'dead-letter', name: this.name, reason })
    }
    if (deliveries.length > 0) {
      this.#environment.counters.received(deliveries.length)
      if (attemptId !== undefined) this.#attempts.remember(attemptId, deliveries, now)
    }
    return deliveries
  }

  #deliver(message: Message): Delivery {
    return {
      message,
      receiptHandle: this.#receipts.handleOf(message),
      receiveCount: message.receiveCount,
    }
  }

  /** "If a retry occurs within the deduplication interval, it resets the visibility timeout." */
  #repeat({ attemptId, visibilityTimeoutMs }: ReceiveRequest): Delivery[] | undefined {
    const now = this.#now()
    const earlier = attemptId === undefined ? undefined : this.#attempts.find(attemptId, now)
    const due = now + (visibilityTimeoutMs ?? this.#settings.visibilityTimeoutMs)
    for (const { message } of earlier ?? []) this.#store.reschedule(message, due)
    return earlier
  }

  #deadLetterTarget(): { queue: Queue; maxReceiveCount: number } | undefined {
    const { redrive } = this.#settings
    const queue = redrive && this.#environment.deadLetterQueue(redrive.deadLetterTargetArn, this.arn)
    return queue && { queue, maxReceiveCount: redrive.maxReceiveCount }
  }

  /** "For FIFO queues, the per-queue delay setting is retroactive." (Amazon SQS delay queues) */
  #delayAnew(): void {
    for (const message of this.#store.arrivals) {
      if (message.state !== 'delayed') continue
      this.#store.reschedule(message, message.enteredAt + this.#settings.delayMs)
    }
  }

  #emptyStore(): MessageStore {
    return new MessageStore(this.fifo ? new FifoOrder() : new FairOrder())
  }

  #wake(): void {
    this.#settle()
    this.#polls.wake()
  }

  #settle(): void {
    const now = this.#now()
    this.#store.settle(now, now - this.#settings.retentionMs)
  }

  #nextChange(): number {
    const { nextDue = Number.POSITIVE_INFINITY, arrivals } = this.#store
    const expiry = arrivals.oldest ? arrivals.oldest.sentAt + this.#settings.retentionMs : nextDue
    return Math.min(nextDue, expiry)
  }

  #now(): number {
    return this.#environment.account.clock.now()
  }
}
