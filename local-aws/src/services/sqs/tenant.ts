import { ReadyMessages } from './ready-messages.ts'

/** A tenant is noisy above this share of the messages in flight or of the consumers' time. */
const NOISY_SHARE = 0.1
/** The share of the messages in flight counts only from this number on. */
const NOISY_IN_FLIGHT = 30
/** A tenant is quiet again if "no messages from the tenant have been in flight for a continuous period of 5 minutes". */
const QUIET_AFTER_MS = 5 * 60_000
/** AWS speaks of "recent" processing time without a figure; here the weight of past work halves every minute. */
const WORK_HALF_LIFE_MS = 60_000
const DECAY_MS = WORK_HALF_LIFE_MS / Math.LN2

/**
 * The tenant of the messages that share a `MessageGroupId` on a standard queue; messages without an id share one
 * tenant.
 */
export class Tenant {
  readonly id: string | undefined
  readonly ready = new ReadyMessages()
  readonly consumers = new ConsumerTime()
  /** The rank of its first visible message. */
  rank = 0
  heapIndex = -1

  constructor(id: string | undefined) {
    this.id = id
  }
}

/**
 * How many consumers are busy, and their recent processing time: each message in flight adds one millisecond per
 * millisecond, and the weight of past time decays.
 */
class ConsumerTime {
  #inFlight = 0
  #ms = 0
  #asOf = 0

  get inFlight(): number {
    return this.#inFlight
  }

  /** For how long none has been in flight, in milliseconds. */
  idleMs(now: number): number {
    return this.#inFlight > 0 ? 0 : now - this.#asOf
  }

  started(now: number): void {
    // Or a tenant that is quiet again would be noisy by its past as soon as a message of it is in flight.
    this.#ms = this.idleMs(now) >= QUIET_AFTER_MS ? 0 : this.recentMs(now)
    this.#asOf = Math.max(this.#asOf, now)
    this.#inFlight++
  }

  ended(now: number): void {
    this.#ms = this.recentMs(now)
    this.#asOf = Math.max(this.#asOf, now)
    this.#inFlight--
  }

  recentMs(now: number): number {
    // The common case: the messages of a batch start, and end, at the same moment. A timeout is noticed after its end.
    if (now <= this.#asOf) return this.#ms
    const left = Math.exp((this.#asOf - now) / DECAY_MS)
    return this.#ms * left + this.#inFlight * DECAY_MS * (1 - left)
  }
}

/**
 * Detects noisy tenants by the two measures of "How Amazon SQS fair queues work": the concurrency share ("more than 10
 * % of the in-flight messages in the queue and at least 30 of its own in flight") and the processing-time share ("more
 * than 10 % of the total recent consumer processing time").
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

  isNoisy({ id, consumers }: Tenant, now: number): boolean {
    if (id === undefined || consumers.idleMs(now) >= QUIET_AFTER_MS) return false
    const { inFlight } = consumers
    if (inFlight >= NOISY_IN_FLIGHT && inFlight > NOISY_SHARE * this.#all.inFlight) return true
    return consumers.recentMs(now) > NOISY_SHARE * this.#all.recentMs(now)
  }
}
