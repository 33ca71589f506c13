import type { Build } from '../generations-state.ts'
import { ReplayRefused } from './refused.ts'
import { earliestArrival, firstArrivalOf, mayHaveExpired } from './schedule.ts'

const HOUR_MS = 3_600_000

/**
 * How much later than an object's first record its last one may have arrived, and how much later than its turn an object
 * may be delivered. Firehose gathers records for up to 15 minutes; the rest is for writing and tries.
 */
const DELIVERY_MS = 30 * 60_000

/** An object has the hour of its first record, so the first records to read may be in the hour before theirs. */
export function beginningOfLake({ from }: Build): Date {
  const first = firstArrivalOf(from).getTime() - DELIVERY_MS
  return new Date(Math.floor(first / HOUR_MS) * HOUR_MS)
}

/**
 * Where the stream is read on after the lake: some time before the first record of the last object, because records
 * before that are surely delivered. Events that are in both are counted once. If Firehose has delivered nothing for
 * longer than the stream keeps records, all of the stream is read.
 *
 * @param lake its progress; until it is done, the stream is as far as the lake
 */
export function beginningOfStream(
  build: Build,
  { readTo, done }: { readonly readTo: string; readonly done: boolean },
  now: Date,
): Date {
  if (!done) return new Date(readTo)
  const first = firstArrivalOf(build.from).getTime()
  const undelivered = Math.max(first, Date.parse(readTo) - DELIVERY_MS)
  return new Date(isInStream(build) ? undelivered : Math.max(undelivered, earliestArrival(now).getTime()))
}

/** Whether the stream had all events of the range when the replay began, so that the lake is not needed. */
function isInStream({ from, startedAt }: Build): boolean {
  return !mayHaveExpired(firstArrivalOf(from), new Date(startedAt))
}

/**
 * No object for longer than the stream keeps records means that there were no records, unless the stream has some that
 * should have been delivered before the replay began. Then earlier ones may have expired undelivered.
 *
 * @param readTo of the lake, when it was read to its end
 * @param until the last arrival to read
 * @param arrivals of records in the stream
 * @throws ReplayRefused
 */
export function assertDelivered(
  build: Build,
  { readTo, until }: { readonly readTo: string; readonly until: string },
  arrivals: readonly Date[],
): void {
  const last = Date.parse(readTo)
  if (isInStream(build) || !mayHaveExpired(new Date(last), new Date())) return
  const due = Math.min(Date.parse(build.startedAt), Date.parse(until)) - DELIVERY_MS
  const late = arrivals.find(time => time.getTime() > last + DELIVERY_MS && time.getTime() < due)
  if (!late) return
  throw new ReplayRefused(
    `The newest events in the lake arrived at ${readTo}, and the stream has events of ${late.toISOString()} that are not ` +
      'in it: Firehose is behind by more than the stream keeps, and events between them may be lost. Abandon the replay, ' +
      'and repair the delivery to the lake first.',
  )
}
