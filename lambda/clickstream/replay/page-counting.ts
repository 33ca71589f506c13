import { clickstreamTrends } from '../../contracts/consumers/clickstream-trends.ts'
import { logger } from '../../runtime/logger.ts'
import { reasonOf } from '../../runtime/reason.ts'
import type { Turn } from '../../runtime/turn.ts'
import { unavailableIn } from '../../runtime/unavailable.ts'
import { WriteRefused } from '../count-transaction.ts'
import { countEvents } from '../counting.ts'
import type { Build } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import { contains } from '../segments.ts'
import { readRecords, type StreamEvent } from '../stream-record.ts'
import type { Page } from './page.ts'

/** The results of a page's records. */
export interface PageCounts {
  /** Events of the range; all of them are counted now. */
  readonly events: number
  /** What can never be counted. */
  readonly poison: number
}

/** The pause between tries while a service that counting needs is down. */
const PAUSE_MS = 2_000

/**
 * Counts the events of a page that are in the build's range. Records that the live counting gives up are skipped here,
 * too, and logged.
 *
 * @returns undefined if a service that counting needs is down until the turn ends
 */
export async function countPage(
  { records, unreadable }: Page,
  build: Build,
  turn: Turn,
): Promise<PageCounts | undefined> {
  const { events, poison, later } = readRecords(records, clickstreamTrends)
  const unread = new Map<string, unknown>([...unreadable, ...poison, ...later])
  const inRange = events.filter(({ event }) => contains(build, minuteOf(new Date(event.time))))
  const refused = await countAll(inRange, build, turn)
  if (!refused) return undefined
  for (const [recordId, error] of [...unread, ...refused]) {
    logger.warn('replay skips a record', { recordId, reason: reasonOf(error) })
  }
  return { events: inRange.length - refused.size, poison: unread.size + refused.size }
}

/** @returns the errors of events that DynamoDB refuses, by record id; undefined if the turn ends first */
async function countAll(
  events: readonly StreamEvent[],
  { generation, startedAt }: Build,
  turn: Turn,
): Promise<ReadonlyMap<string, unknown> | undefined> {
  const refused = new Map<string, unknown>()
  for (let left = events; left.length > 0; ) {
    const { failures } = await countEvents(left, generation, new Date(startedAt))
    for (const [{ recordId }, error] of failures) {
      if (error instanceof WriteRefused) refused.set(recordId, error)
      else if (!unavailableIn(error)) throw error
    }
    left = left.filter(event => failures.has(event) && !refused.has(event.recordId))
    if (left.length === 0) break
    if (!turn.isLeft()) return undefined
    await turn.wait(PAUSE_MS)
  }
  return refused
}
