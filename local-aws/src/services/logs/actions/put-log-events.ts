import type { Account } from '../../../account.ts'
import { invalidParameter } from '../errors.ts'
import type { LogGroup } from '../log-group.ts'
import { type InputLogEvent, type LogGroups, requireStream } from '../log-groups.ts'

export interface PutLogEventsInput {
  logGroupName: string
  logStreamName: string
  logEvents: InputLogEvent[]
}

const DAY_MS = 24 * 3_600_000
const MAX_EVENTS = 10_000
const MAX_BYTES = 1_048_576
const OVERHEAD_BYTES_OF_AN_EVENT = 26

/** Stores a batch, save for what is too old or too new: those are named in the answer. */
export function putLogEvents(account: Account, groups: LogGroups, input: PutLogEventsInput): object {
  const group = groups.require(input.logGroupName)
  const stream = requireStream(group, input.logStreamName)
  const { logEvents } = input
  checkBatch(logEvents)

  const { expired, old, fresh } = bounds(account, group, logEvents)
  groups.ingest(group, stream, logEvents.slice(Math.max(expired, old), fresh))
  const rejected = {
    expiredLogEventEndIndex: expired > 0 ? expired : undefined,
    tooOldLogEventEndIndex: old > 0 ? old : undefined,
    tooNewLogEventStartIndex: fresh < logEvents.length ? fresh : undefined,
  }
  const any = Object.values(rejected).some(index => index !== undefined)
  return { nextSequenceToken: String(account.clock.now()), rejectedLogEventsInfo: any ? rejected : undefined }
}

/** The batch constraints in the documentation of `PutLogEvents`. */
function checkBatch(events: readonly InputLogEvent[]): void {
  if (events.length < 1 || events.length > MAX_EVENTS) {
    throw invalidParameter(`A batch has 1 to ${MAX_EVENTS} log events, not ${events.length}.`)
  }
  const bytes = events.reduce(
    (sum, { message }) => sum + Buffer.byteLength(message) + OVERHEAD_BYTES_OF_AN_EVENT,
    0,
  )
  if (bytes > MAX_BYTES)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BYTES}`)
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
  }
  const first = events[0]?.timestamp ?? 0
  if ((events.at(-1)?.timestamp ?? 0) - first > DAY_MS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
}

/** "None of the log events in the batch can be more than 2 hours in the future", "older than 14 days" or expired. */
function bounds(account: Account, group: LogGroup, events: readonly InputLogEvent[]) {
  const now = account.clock.now()
  const firstFrom = (limit: number) => {
    const index = events.findIndex(({ timestamp }) => timestamp >= limit)
    return index < 0 ? events.length : index
  }
  return {
    expired: group.retentionInDays === undefined ? 0 : firstFrom(now - group.retentionInDays * DAY_MS),
    old: firstFrom(now - 14 * DAY_MS),
    fresh: firstFrom(now + 2 * 3_600_000 + 1),
  }
}
