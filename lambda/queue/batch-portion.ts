import type { SQSRecord } from 'aws-lambda'
import type { BatchTries } from './tries.ts'

/** What one invocation takes of its batch; the rest comes again. */
export interface BatchPortion {
  readonly taken: readonly SQSRecord[]
  readonly left: readonly SQSRecord[]
}

/**
 * The whole batch, unless there is a message that may end the function (out of time or memory), and with it the tries
 * of all others: that one is taken alone. On a FIFO queue what comes before it in its group is taken first.
 */
export function portionOf(records: readonly SQSRecord[], tries: Pick<BatchTries, 'of'>): BatchPortion {
  const suspects = new Set(records.filter(record => tries.of(record).turn !== 'together'))
  const groups = [...Map.groupBy(records, groupOf).values()]
  const [alone] = groups.flatMap(([first]) => (first && suspects.has(first) ? first : []))
  const taken = new Set(alone ? [alone] : groups.flatMap(group => before(suspects, group)))
  return {
    taken: records.filter(record => taken.has(record)),
    left: records.filter(record => !taken.has(record)),
  }
}

function before(suspects: ReadonlySet<SQSRecord>, group: readonly SQSRecord[]): readonly SQSRecord[] {
  const at = group.findIndex(record => suspects.has(record))
  return at === -1 ? group : group.slice(0, at)
}

/** Messages of a standard queue have no order, and each is a group of its own. */
function groupOf({ eventSourceARN, messageId, attributes: { MessageGroupId } }: SQSRecord): string {
  return eventSourceARN.endsWith('.fifo') ? (MessageGroupId ?? '') : messageId
}
