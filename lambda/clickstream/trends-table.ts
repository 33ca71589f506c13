import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { toItem } from '../runtime/table-items.ts'
import { FIGURES_DAYS, type Figures } from './figures.ts'

export const trendsTable = environmentVariable('TRENDS_TABLE')

/** The number of items that share the figures of a product and minute, so that shards do not contend for one. */
export const STRIPES = 8

const RETENTION_SECONDS = FIGURES_DAYS * 24 * 60 * 60

/** Identifies the item that figures are added to. */
export interface TrendsKey {
  readonly generation: string
  readonly sku: string
  readonly minute: string
  readonly stripe: number
}

/**
 * Shards are numbered in the order of their creation, so eight consecutive shards have different stripes. A source
 * without a number, which is the lake, has the first.
 */
export function stripeOf(shardId: string): number {
  return Number(/\d+$/.exec(shardId)?.[0] ?? 0) % STRIPES
}

/** @param keptFrom when the 30 days begin for which the item is kept: the arrival of the last event, or later */
export function addition(key: TrendsKey, figures: Figures, keptFrom: Date): TransactWriteItem {
  const sums = [...figures].map(([name, value], index) => ({ name, value, at: `f${index}` }))
  return {
    Update: {
      TableName: trendsTable,
      Key: toItem({ product: productOf(key), slot: slotOf(key) }),
      UpdateExpression:
        `ADD ${sums.map(({ at }) => `#${at} :${at}`).join(', ')} ` +
        'SET minuteSlot = :minuteSlot, expiresAt = :expiresAt',
      ExpressionAttributeNames: Object.fromEntries(sums.map(({ name, at }) => [`#${at}`, name])),
      ExpressionAttributeValues: toItem({
        ...Object.fromEntries(sums.map(({ value, at }) => [`:${at}`, value])),
        ':minuteSlot': minuteSlotOf(key),
        ':expiresAt': Math.floor(keptFrom.getTime() / 1_000) + RETENTION_SECONDS,
      }),
    },
  }
}

/** A unique name of the item. */
export function itemOf(key: TrendsKey): string {
  return `${productOf(key)} ${slotOf(key)}`
}

/** The partition key. A SKU contains no `#`. */
export function productOf({ generation, sku }: Pick<TrendsKey, 'generation' | 'sku'>): string {
  return `${generation}#${sku}`
}

function slotOf({ minute, stripe }: TrendsKey): string {
  return `${minute}#${stripe}`
}

/** The partition key of the index `by-minute`. */
export function minuteSlotOf({ generation, minute, stripe }: Omit<TrendsKey, 'sku'>): string {
  return `${generation}#${minute}#${stripe}`
}
