import type { Build } from '../generations-state.ts'
import { minuteOf } from '../minute.ts'
import type { MinuteRange } from '../segments.ts'
import { firstObject, lake } from './lake-objects.ts'
import { ReplayRefused } from './refused.ts'
import { earliestMinute, firstArrivalOf } from './schedule.ts'

/** How much earlier than the first event to read the first object may have arrived, at most. */
const EARLIER_MS = 2 * 3_600_000

/**
 * The range that can be replayed from the lake and the stream: without minutes before the first event in the lake, whose
 * figures stay as they are.
 *
 * @throws ReplayRefused if nothing of the range can be
 */
export async function rangeInLake(range: MinuteRange, now: Date): Promise<MinuteRange> {
  const { from, to } = range
  const { retentionMs } = lake()
  const earliest = earliestMinute(now, retentionMs - EARLIER_MS)
  if (from >= earliestMinute(now)) return range
  if (from < earliest) {
    throw new ReplayRefused(
      `"from" is ${from}, whose events have expired or are about to, also in the lake, which keeps them for ` +
        `${retentionMs / 86_400_000} days: the earliest minute that can be replayed is ${earliest}.`,
    )
  }
  const first = await firstMinuteInLake()
  if (first === undefined) {
    throw new ReplayRefused(
      `"from" is ${from}, but the lake is empty: the earliest minute that can be replayed, from the stream, is ` +
        `${earliestMinute(now)}.`,
    )
  }
  if (to !== '' && to <= first) {
    throw new ReplayRefused(
      `"to" is ${to}, but the lake begins at ${first}: the earliest minute that can be replayed is ${first}.`,
    )
  }
  return { from: from < first ? first : from, to }
}

/** Whether a build reads the lake; not if it goes back less far than the stream. */
export async function isReplayedFromLake({ source, from }: Build, now: Date): Promise<boolean> {
  if (source !== 'lake') return false
  if (from < earliestMinute(now)) return true
  const first = await firstObject()
  return first !== undefined && first.arrivedAt <= firstArrivalOf(from)
}

async function firstMinuteInLake(): Promise<string | undefined> {
  const first = await firstObject()
  return first && minuteOf(first.arrivedAt)
}
