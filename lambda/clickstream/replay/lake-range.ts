import { MAXIMUM_AHEAD_MS } from '../../contracts/clickstream-events.ts'
import type { Build } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { Comparison } from './comparison.ts'
import { firstObject, lake } from './lake-objects.ts'
import { ReplayRefused } from './refused.ts'
import { earliestMinute } from './schedule.ts'

const DAY_MS = 24 * 3_600_000
/** How much earlier than the first event to read the first object may have arrived, at most. */
const EARLIER_MS = 2 * 3_600_000

/** @throws ReplayRefused if there is no lake, or it does not go back to a minute, nor does the stream */
export async function assertInLake(from: string, now: Date): Promise<void> {
  const { retentionMs } = lake()
  const inStream = earliestMinute(now)
  if (from >= inStream) return
  const earliest = earliestMinute(now, retentionMs - EARLIER_MS)
  if (from < earliest) {
    throw new ReplayRefused(
      `"from" is ${from}, whose events have expired or are about to, also in the lake, which keeps them for ` +
        `${retentionMs / DAY_MS} days: the earliest minute that can be replayed is ${earliest}.`,
    )
  }
  if (await firstObject()) return
  throw new ReplayRefused(
    `"from" is ${from}, but the lake is empty: the earliest minute that can be replayed, from the stream, is ${inStream}.`,
  )
}

/**
 * A lake that is younger than its stage lacks events that were counted live, and the replay would delete them from the
 * figures. This shows in figures of minutes before the first event in the lake, which become lower.
 *
 * @throws ReplayRefused
 */
export async function assertLakeIsOldEnough({ source }: Build, { firstFallen }: Comparison): Promise<void> {
  if (source !== 'lake' || firstFallen === undefined) return
  const first = await firstObject()
  if (!first) return
  const complete = minuteOf(new Date(first.arrivedAt.getTime() + MAXIMUM_AHEAD_MS))
  if (firstFallen > complete) return
  throw new ReplayRefused(
    `The lake begins at ${first.arrivedAt.toISOString()}, and lacks events of ${firstFallen} that were counted live: ` +
      `abandon the replay and begin one from a minute after ${complete}, or one from the stream with --source stream.`,
  )
}
