import { isLate } from '../lateness.ts'
import { partitionKeyOf } from '../partition-key.ts'
import type { StreamEvent } from '../stream-record.ts'
import type { BasketChange } from './basket.ts'

/**
 * The customer whose basket an event changes. Undefined for an event that changes none: a view, an event without a
 * customer, and an item that is too late for the figures of its minute, too. A purchase always counts.
 */
export function customerOf(event: StreamEvent): string | undefined {
  const { type, data } = event.event
  switch (type) {
    case 'clickstream.basket.item-added.v1':
      return isLate(event) ? undefined : data.customerId
    case 'clickstream.product.purchased.v1':
      return data.customerId
    case 'clickstream.product.viewed.v1':
      return undefined
  }
}

/** What events of one customer change. */
export function changeBy(events: readonly StreamEvent[]): BasketChange {
  return { items: events.flatMap(itemIn), purchasedAt: lastPurchase(events) }
}

/** The time of the latest purchase among events, in ms since 1970; 0 without one. */
export function lastPurchase(events: readonly StreamEvent[]): number {
  const purchases = events.filter(({ event }) => event.type === 'clickstream.product.purchased.v1')
  return purchases.reduce((latest, { event }) => Math.max(latest, Date.parse(event.time)), 0)
}

function itemIn({ event, arrivedAt }: StreamEvent): BasketChange['items'] {
  if (event.type !== 'clickstream.basket.item-added.v1') return []
  const time = Date.parse(event.time)
  const { sku, quantity } = event.data
  const putAt = Math.min(time, arrivedAt.getTime())
  return [{ key: `${partitionKeyOf(event)}#${event.id}`, sku, quantity, time, putAt }]
}
