import { ReadyMessages } from './ready-messages.ts'

/** More than this share of what is in flight, or of the consumers' time, makes a tenant noisy. */
const NOISY_SHARE = 0.1
/** A share of the messages in flight counts only from so many on. */
const NOISY_IN_FLIGHT = 30
/** "The tenant hasn't sent any messages for 5 consecutive minutes": it is quiet again. */
const QUIET_AFTER_MS = 5 * 60_000
/** AWS speaks of the "recent" processing time and gives no figure: here a minute's work counts half a minute later. */
const WORK_HALF_LIFE_MS = 60_000

/** Whose messages share a `MessageGroupId` on a standard queue; without an id, all messages that have none. */
export class Tenant {
  readonly id: string | undefined
  readonly ready = new ReadyMessages()
  readonly work = new RecentWork()
  inFlight = 0
  lastSentAt = 0
  /** The rank of its first visible message. */
  rank = 0
  heapIndex = -1

  constructor(id: string | undefined) {
    this.id = id
  }
}

/** Milliseconds that consumers spent on messages; older ones weigh less. */
class RecentWork {
  #ms = 0
  #asOf = 0

  add(ms: number, now: number): void {
    this.#ms = this.at(now) + ms
    this.#asOf = now
  }

  at(now: number): number {
    return this.#ms === 0 ? 0 : this.#ms * 2 ** ((this.#asOf - now) / WORK_HALF_LIFE_MS)
  }
}

/**
 * Tells noisy tenants by the two measures of "How Amazon SQS fair queues work": the concurrency share
 * ("more than 10 % of the in-flight messages in the queue and at least 30 of its own in flight") and the
 * processing-time share ("more than 10 % of the total recent consumer processing time").
 */
export class TenantLoad {
  readonly #work = new RecentWork()
  #inFlight = 0

  started(tenant: Tenant): void {
    tenant.inFlight++
    this.#inFlight++
  }

  ended(tenant: Tenant, receivedAt: number, now: number): void {
    tenant.inFlight--
    this.#inFlight--
    if (tenant.id !== undefined) tenant.work.add(now - receivedAt, now)
    this.#work.add(now - receivedAt, now)
  }

  isNoisy(tenant: Tenant, now: number): boolean {
    if (tenant.id === undefined || now - tenant.lastSentAt >= QUIET_AFTER_MS) return false
    if (tenant.inFlight >= NOISY_IN_FLIGHT && tenant.inFlight > NOISY_SHARE * this.#inFlight) return true
    return tenant.work.at(now) > NOISY_SHARE * this.#work.at(now)
  }
}
