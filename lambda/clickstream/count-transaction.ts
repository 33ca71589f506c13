import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CancellationReason,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { outageBy, Unavailable } from '../runtime/unavailable.ts'
import { markedRecord, marking } from './counted-events-table.ts'
import { type Figures, sumOf } from './figures.ts'
import type { StreamEvent } from './stream-record.ts'
import { addition, itemOf, type TrendsKey } from './trends-table.ts'

const dynamoDb = sdkClient(DynamoDBClient)

/** Two shards, or a reader and a replay, may add to the same items; DynamoDB then cancels one of them. */
const ATTEMPTS = 8
const FIRST_PAUSE_MS = 20

/** An event to count once. */
export interface Claim {
  readonly marker: string
  readonly event: StreamEvent
  readonly key: TrendsKey
  readonly adds: Figures
  /** When the time begins for which the mark and the figures are kept. */
  readonly keptFrom: Date
}

/** The result of a claim: counted now, marked before by a record, or failed. */
export type ClaimEnd =
  | { readonly kind: 'counted' }
  | { readonly kind: 'marked'; readonly recordId: string }
  | { readonly kind: 'failed'; readonly error: unknown }

type ClaimEnds = ReadonlyMap<Claim, ClaimEnd>

/** DynamoDB refuses a write to an item; retries do not help. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused'

  constructor({ Code, Message = 'without a message' }: CancellationReason) {
    super(`DynamoDB refuses to count the event: ${Code}, ${Message}`)
  }
}

/**
 * Counts events in one transaction: each is both marked and added, or neither. If DynamoDB cancels the transaction
 * because of some events, it is repeated without them; if the cause is temporary, it is repeated a little later.
 *
 * @param claims as many as fit into a transaction, each with a different marker
 */
export async function countTogether(claims: readonly Claim[]): Promise<ClaimEnds> {
  const ends = new Map<Claim, ClaimEnd>()
  let left = claims
  for (let cancelled = 0; left.length > 0; ) {
    const ended = await transact(left)
    for (const [claim, end] of ended) ends.set(claim, end)
    left = left.filter(claim => !ended.has(claim))
    if (ended.size > 0) continue
    if (++cancelled === ATTEMPTS) return new Map([...ends, ...allFailed(left, contended())])
    await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** cancelled)
  }
  return ends
}

/** @returns the results of the claims that are not to be repeated */
async function transact(claims: readonly Claim[]): Promise<ClaimEnds> {
  const groups = Map.groupBy(claims, ({ key }) => itemOf(key))
  const markings = claims.map(({ marker, event, keptFrom }) => marking(marker, event, keptFrom))
  const additions = Array.from(groups.values(), additionOf)
  try {
    await dynamoDb.send(new TransactWriteItemsCommand({ TransactItems: [...markings, ...additions.flat()] }))
    return new Map(claims.map(claim => [claim, { kind: 'counted' }]))
  } catch (error) {
    if (error instanceof TransactionInProgressException) return new Map()
    if (!(error instanceof TransactionCanceledException)) return allFailed(claims, error)
    return endsBy(error.CancellationReasons ?? [], claims, [...groups.keys()])
  }
}

/** One update of the item that all the claims add to. */
function additionOf(claims: readonly Claim[]): TransactWriteItem[] {
  const [first] = claims
  if (!first) return []
  const latest = Math.max(...claims.map(({ keptFrom }) => keptFrom.getTime()))
  return [addition(first.key, sumOf(claims.map(({ adds }) => adds)), new Date(latest))]
}

/** @param reasons one for each claim, then one for each item, in order */
function endsBy(
  reasons: readonly CancellationReason[],
  claims: readonly Claim[],
  items: readonly string[],
): ClaimEnds {
  const ofItems = new Map(items.map((item, index) => [item, reasons[claims.length + index]]))
  const ends = new Map<Claim, ClaimEnd>()
  for (const [index, claim] of claims.entries()) {
    const end = endBy(reasons[index], ofItems.get(itemOf(claim.key)))
    if (end) ends.set(claim, end)
  }
  return ends
}

function endBy(ofMarker: CancellationReason = {}, ofItem: CancellationReason = {}): ClaimEnd | undefined {
  const recordId = markedRecord(ofMarker)
  if (recordId !== undefined) return { kind: 'marked', recordId }
  const refusal = [ofMarker, ofItem].find(isRefusal)
  return refusal && { kind: 'failed', error: new WriteRefused(refusal) }
}

function isRefusal({ Code = 'None' }: CancellationReason): boolean {
  return Code !== 'None' && outageBy(Code) === undefined
}

function allFailed(claims: readonly Claim[], error: unknown): ClaimEnds {
  return new Map(claims.map(claim => [claim, { kind: 'failed', error }]))
}

function contended(): Unavailable {
  return new Unavailable(
    'dynamodb',
    `a transaction was cancelled ${ATTEMPTS} times, because of conflicts or for lack of capacity`,
  )
}
