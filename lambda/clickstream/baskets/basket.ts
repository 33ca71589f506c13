/**
 * What is known of a customer's basket. All times are in ms since 1970.
 *
 * Events may come in any order and any number of times: what is kept is a union, a maximum or a minimum of them, so that
 * the result is the same.
 */
export interface Basket {
  /** The latest items after the last purchase, the latest first. */
  readonly items: readonly BasketItem[]
  /** The time of the last purchase; 0 without one. */
  readonly purchasedAt: number
  /** The time of the last item that a mail was about; 0 without one. */
  readonly remindedOf: number
  /** When that mail was requested; 0 without one. */
  readonly remindedAt: number
  readonly reminder?: Reminder
}

/** A product that was put into the basket: one event. */
export interface BasketItem {
  /** Identifies the event: copies have the same. */
  readonly key: string
  readonly sku: string
  readonly quantity: number
  /** The event's own time, by the visitor's clock. */
  readonly time: number
  /**
   * When the product was put there: the event's time, but not after its arrival, because a visitor's clock may be ahead.
   */
  readonly putAt: number
}

/** The message that waits for a basket. */
export interface Reminder {
  readonly id: string
  /** The time of the last item when it was made. */
  readonly of: number
  /** When it was put into the queue; undefined if that is not known. */
  readonly queuedAt?: number
  /** The time of the last item when it was judged that nobody is to be reminded; undefined while it waits. */
  readonly judgedOf?: number
}

export const EMPTY: Basket = { items: [], purchasedAt: 0, remindedOf: 0, remindedAt: 0 }

/** The most items that are remembered of a basket: about 16 KB at most. */
export const MOST_ITEMS = 50

/** What events of one customer change. */
export interface BasketChange {
  readonly items: readonly BasketItem[]
  /** The time of the latest purchase; 0 without one. */
  readonly purchasedAt: number
}

/**
 * The basket after events. A purchase settles all that was put there before it. An item whose own time is after the
 * purchase is still remembered, so that a copy of it that arrives after the purchase begins no new basket.
 */
export function changed(basket: Basket, change: BasketChange): Basket {
  const purchasedAt = Math.max(basket.purchasedAt, change.purchasedAt)
  const byKey = new Map<string, BasketItem>()
  for (const item of [...basket.items, ...change.items]) {
    const known = byKey.get(item.key)
    byKey.set(item.key, known ? earlier(known, item) : item)
  }
  const items = [...byKey.values()]
    .filter(({ time }) => time > purchasedAt)
    .sort((one, other) => other.time - one.time || (one.key < other.key ? -1 : 1))
    .slice(0, MOST_ITEMS)
  return { ...basket, items, purchasedAt }
}

/** Of two copies of an event, the earlier. */
function earlier(one: BasketItem, other: BasketItem): BasketItem {
  const first = one.time <= other.time ? one : other
  return { ...first, putAt: Math.min(one.putAt, other.putAt) }
}

/** What is in the basket now: put there after the last purchase. The latest first. */
export function contentsOf({ items, purchasedAt }: Basket): BasketItem[] {
  return items.filter(({ putAt }) => putAt > purchasedAt)
}

/** The time of the last item in the basket; 0 if it is empty. */
export function lastPutInto(basket: Basket): number {
  return contentsOf(basket).reduce((last, { putAt }) => Math.max(last, putAt), 0)
}

/** Whether a mail was about the basket: about an item that no later purchase has settled. */
export function isReminded({ remindedOf, purchasedAt }: Basket): boolean {
  return remindedOf > purchasedAt
}

/** How long baskets wait. */
export interface WaitingTimes {
  /** From the last item to the mail, in ms. */
  readonly waitMs: number
  /** How long before the mail a message may have been sent, in ms; for a basket that is still changed, another is sent. */
  readonly messageMs: number
}

/**
 * The basket with the message that it needs. It has one from its first item on; a later item needs another if the first
 * message ended without a mail, or will be too old when the mail is due.
 *
 * @param newId the id of a new message, by the time of the last item
 */
export function withReminder(basket: Basket, times: WaitingTimes, newId: (of: number) => string): Basket {
  const of = lastPutInto(basket)
  if (of === 0 || isReminded(basket) || stillWaits(basket, of, times)) return basket
  return { ...basket, reminder: { id: newId(of), of } }
}

function stillWaits(
  { reminder, purchasedAt }: Basket,
  lastPut: number,
  { waitMs, messageMs }: WaitingTimes,
): boolean {
  if (!reminder || reminder.of <= purchasedAt) return false
  if (reminder.judgedOf !== undefined) return lastPut <= reminder.judgedOf
  return reminder.queuedAt === undefined || lastPut + waitMs <= reminder.queuedAt + messageMs
}

/** The message that the basket needs and that may not be in the queue; undefined if there is none. */
export function unsentReminder(basket: Basket): Reminder | undefined {
  const { reminder } = basket
  if (!reminder || reminder.queuedAt !== undefined || endOf(basket, reminder.id)) return undefined
  return isReminded(basket) ? undefined : reminder
}

/** Why a message ends without a mail, before its time has come. */
export type End = 'superseded' | 'bought' | 'ended before'

/** @returns undefined if the message still waits for its basket, or has requested its mail */
export function endOf(basket: Basket, reminderId: string): End | undefined {
  const { reminder, purchasedAt } = basket
  if (reminder?.id !== reminderId) return 'superseded'
  if (reminder.of <= purchasedAt || lastPutInto(basket) === 0) return 'bought'
  return reminder.judgedOf === undefined ? undefined : 'ended before'
}
