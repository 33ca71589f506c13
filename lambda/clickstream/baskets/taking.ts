import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Lanes } from '../../queue/lanes.ts'
import { derivedIds } from '../../runtime/derived-id.ts'
import { Unavailable, unavailableIn } from '../../runtime/unavailable.ts'
import type { EventResults } from '../event-results.ts'
import type { StreamEvent } from '../stream-record.ts'
import { changed, unsentReminder, withReminder } from './basket.ts'
import { changeBy, customerOf } from './basket-events.ts'
import { readBasket, replaceBasket, type StoredBasket } from './baskets-table.ts'
import { queueReminder } from './reminders-queue.ts'
import { waitingTimes } from './waiting-times.ts'

/** What became of an event. */
export type Taken =
  /** The basket of its customer is as the event says. */
  | 'taken'
  /** It changes no basket. */
  | 'passed over'

/** How many baskets are changed at once. */
const lanes = new Lanes(10)

/** Several shards may have events of one customer, and the reminder may be judged at the same time. */
const ATTEMPTS = 8
const FIRST_PAUSE_MS = 20

const derivedId = derivedIds('clickstream')

/** Takes events into the baskets of their customers. It is safe to take them again, and in any order. */
export async function takeEvents(events: readonly StreamEvent[]): Promise<EventResults<Taken>> {
  const outcomes = new Map<StreamEvent, Taken>()
  const failures = new Map<StreamEvent, unknown>()
  let outage: unknown
  const take = async (customerId: string, group: readonly StreamEvent[]) => {
    try {
      // If a service is down, the caller learns about it soon.
      if (outage !== undefined) throw outage
      await takeInto(customerId, group)
      for (const event of group) outcomes.set(event, 'taken')
    } catch (error) {
      if (unavailableIn(error) !== undefined) outage = error
      for (const event of group) failures.set(event, error)
    }
  }
  const { byCustomer, others } = parted(events)
  for (const event of others) outcomes.set(event, 'passed over')
  await Promise.all(Array.from(byCustomer, ([customerId, group]) => lanes.run(() => take(customerId, group))))
  return { outcomes, failures }
}

function parted(events: readonly StreamEvent[]) {
  const byCustomer = new Map<string, StreamEvent[]>()
  const others: StreamEvent[] = []
  for (const event of events) {
    const customerId = customerOf(event)
    if (customerId === undefined) others.push(event)
    else byCustomer.set(customerId, [...(byCustomer.get(customerId) ?? []), event])
  }
  return { byCustomer, others }
}

/**
 * Takes events of one customer. The basket is written before its message is queued, and written again when it is: an
 * invocation that ends in between leaves a basket that says so, and the next one queues the message, possibly twice.
 */
async function takeInto(customerId: string, events: readonly StreamEvent[]): Promise<void> {
  const change = changeBy(events)
  const arrivedAt = new Date(Math.max(...events.map(event => event.arrivedAt.getTime())))
  const queued = new Set<string>()
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt)
    const stored = await readBasket(customerId)
    const basket = withReminder(changed(stored.basket, change), waitingTimes, of =>
      derivedId('reminder', String(of), customerId),
    )
    const isChanged = !isDeepStrictEqual(basket, stored.basket)
    const written = isChanged ? await replaceBasket(stored, basket, arrivedAt) : stored
    if (written && (await queueItsReminder(written, queued))) return
  }
  throw new Unavailable('dynamodb', `a basket was changed by others in each of ${ATTEMPTS} attempts`)
}

/**
 * @param queued the messages that were queued before; one is added
 * @returns false if the basket was changed meanwhile, so that it has to be read again
 */
async function queueItsReminder(stored: StoredBasket, queued: Set<string>): Promise<boolean> {
  const { customerId, basket } = stored
  const reminder = unsentReminder(basket)
  if (!reminder) return true
  if (!queued.has(reminder.id)) await queueReminder(customerId, reminder, reminder.of + waitingTimes.waitMs)
  queued.add(reminder.id)
  return (
    (await replaceBasket(stored, { ...basket, reminder: { ...reminder, queuedAt: Date.now() } })) !==
    undefined
  )
}
