import type { DeliveryOrder } from './delivery-order.ts'
import { IndexedHeap } from './indexed-heap.ts'
import type { Message } from './message.ts'
import { Tenant, TenantLoad } from './tenant.ts'

/** "If a message is received three or more times and not processed, it is moved to the back of the queue." */
export const POISON_RECEIVES = 3

/**
 * The order of a standard queue: by arrival, but messages of quiet tenants come before those of noisy tenants.
 *
 * `MessageGroupId` identifies the tenant; "each message without a MessageGroupId is treated as belonging to its own
 * distinct tenant", which is therefore never noisy. Among noisy tenants, the one with the fewest messages in flight
 * goes first (How Amazon SQS fair queues work).
 */
export class FairOrder implements DeliveryOrder {
  readonly #ungrouped = new Tenant(undefined)
  readonly #tenants = new Map<string, Tenant>()
  /** Quiet tenants that have visible messages. */
  readonly #quiet = new IndexedHeap<Tenant>((a, b) => a.rank < b.rank)
  readonly #noisy = new Set<Tenant>()
  readonly #load = new TenantLoad()
  /** The rank of the last message in the queue: of the newest, or of one that was moved to the back after it. */
  #lastRank = 0

  /** `ApproximateNumberOfNoisyGroups`. */
  get noisyGroups(): number {
    return this.#noisy.size
  }

  /** Whether the tenant of `message` is noisy. */
  isNoisy({ content: { groupId } }: Message): boolean {
    const tenant = groupId === undefined ? undefined : this.#tenants.get(groupId)
    return tenant !== undefined && this.#noisy.has(tenant)
  }

  arrived(message: Message): void {
    message.rank = ++this.#lastRank
  }

  ready(message: Message): void {
    if (message.receives >= POISON_RECEIVES) message.rank = ++this.#lastRank
    const tenant = this.#tenantOf(message)
    tenant.ready.add(message)
    this.#rank(tenant)
  }

  take(maximum: number, now: number, deliver: (message: Message) => boolean): void {
    for (const tenant of this.#noisy) if (!this.#load.isNoisy(tenant, now)) this.#becomeQuiet(tenant)
    let wanted = maximum
    while (wanted > 0) {
      const tenant = this.#firstQuiet(now) ?? this.#leastBusyNoisy()
      const message = tenant?.ready.shift()
      if (!tenant || !message) return
      if (deliver(message)) {
        wanted--
        this.#load.started(tenant, now)
      }
      this.#judge(tenant, now)
    }
  }

  ended(message: Message, now: number): void {
    const tenant = this.#tenantOf(message)
    this.#load.ended(tenant, now)
    this.#judge(tenant, now)
  }

  removed(message: Message): void {
    this.#rank(this.#tenantOf(message))
  }

  #tenantOf({ content: { groupId } }: Message): Tenant {
    if (groupId === undefined) return this.#ungrouped
    let tenant = this.#tenants.get(groupId)
    if (!tenant) {
      tenant = new Tenant(groupId)
      this.#tenants.set(groupId, tenant)
    }
    return tenant
  }

  #judge(tenant: Tenant, now: number): void {
    if (!this.#noisy.has(tenant) && this.#load.isNoisy(tenant, now)) this.#becomeNoisy(tenant)
    this.#rank(tenant)
  }

  /** A tenant's share also grows when other tenants finish, so the first quiet tenant is checked again. */
  #firstQuiet(now: number): Tenant | undefined {
    for (let first = this.#quiet.peek(); first; first = this.#quiet.peek()) {
      if (!this.#load.isNoisy(first, now)) return first
      this.#becomeNoisy(first)
    }
    return undefined
  }

  #becomeNoisy(tenant: Tenant): void {
    this.#noisy.add(tenant)
    if (tenant.heapIndex >= 0) this.#quiet.remove(tenant)
  }

  #becomeQuiet(tenant: Tenant): void {
    this.#noisy.delete(tenant)
    this.#rank(tenant)
  }

  /** Moves the tenant to its place after a change; a tenant without a backlog is no longer noisy. */
  #rank(tenant: Tenant): void {
    const first = tenant.ready.first()
    if (!first) {
      this.#noisy.delete(tenant)
      if (tenant.heapIndex >= 0) this.#quiet.remove(tenant)
      if (tenant.consumers.inFlight === 0 && tenant.id !== undefined) this.#tenants.delete(tenant.id)
      return
    }
    tenant.rank = first.rank
    if (this.#noisy.has(tenant)) return
    if (tenant.heapIndex < 0) this.#quiet.push(tenant)
    else this.#quiet.update(tenant)
  }

  #leastBusyNoisy(): Tenant | undefined {
    let least: Tenant | undefined
    for (const tenant of this.#noisy) {
      if (!least || tenant.consumers.inFlight < least.consumers.inFlight) least = tenant
    }
    return least
  }
}
