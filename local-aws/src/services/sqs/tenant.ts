import { ReadyMessages } from './ready-messages.ts'

/** More than this share of what is in flight, or of the consumers' time, makes a tenant noisy. */
const NOISY_SHARE = 0.1
/** A share of the messages in flight counts only from so many on. */
const NOISY_IN_FLIGHT = 30
/** "The tenant hasn't sent any messages for 5 consecutive minutes": it is quiet again. */
const QUIET_AFTER_MS = 5 * 60_000
/** AWS speaks of the "recent" processing time and gives no figure: here a minute's work counts half a minute later. */
const WORK_HALF_LIFE_MS = 60_000
const DECAY_MS = WORK_HALF_LIFE_MS / Math.LN2

/** Whose messages share a `MessageGroupId` on a standard queue; without an id, all messages that have none. */
export class Tenant {
  readonly id: string | undefined
  readonly ready = new ReadyMessages()
  readonly consumers = new ConsumerTime()
  lastSentAt: number
  /** The rank of its first visible message. */
  rank = 0
  heapIndex = -1

  constructor(id: string | undefined, lastSentAt: number) {
    this.id = id
    this.lastSentAt = lastSentAt
  }
}

/**
 * How many consumers are at work, and for how long they have been of late: each message that is in flight takes a
 * millisecond of them every millisecond, and what they spent counts less the longer ago it was.
 */
class ConsumerTime {
  #inFlight = 0
  #ms = 0
  #asOf = 0

  get inFlight(): number {
    return this.#inFlight
  }

  started(now: number): void {
    this.#ms = this.recentMs(now)
    this.#asOf = now
    this.#inFlight++
  }

  ended(now: number): void {
    this.#ms = this.recentMs(now)
    this.#asOf = now
    this.#inFlight--
  }

  recentMs(now: number): number {
    // Most of the time: the messages of a batch start, and end, at the same moment.
    if (now === this.#asOf) return this.#ms
    const left = Math.exp((this.#asOf - now) / DECAY_MS)
    return this.#ms * left + this.#inFlight * DECAY_MS * (1 - left)
  }
}

/**
 * Tells noisy tenants by the two measures of "How Amazon SQS fair queues work": the concurrency share
 * ("more than 10 % of the in-flight messages in the queue and at least 30 of its own in flight") and the
 * processing-time share ("more than 10 % of the total recent consumer processing time").
 */
export class TenantLoad {
  readonly #all = new ConsumerTime()

  started(tenant: Tenant, now: number): void {
    tenant.consumers.started(now)
    this.#all.started(now)
  }

  ended(tenant: Tenant, now: number): void {
    tenant.consumers.ended(now)
    this.#all.ended(now)
  }

  isNoisy({ id, lastSentAt, consumers }: Tenant, now: number): boolean {
    if (id === undefined || now - lastSentAt >= QUIET_AFTER_MS) return false
    const { inFlight } = consumers
    if (inFlight >= NOISY_IN_FLIGHT && inFlight > NOISY_SHARE * this.#all.inFlight) return true
    return consumers.recentMs(now) > NOISY_SHARE * this.#all.recentMs(now)
  }
}
