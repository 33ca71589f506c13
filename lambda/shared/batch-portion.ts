import type { SQSRecord } from 'aws-lambda'
import { isSuspect } from './tries.ts'

/** What one invocation takes of its batch; the rest comes again. */
export interface BatchPortion {
  readonly taken: readonly SQSRecord[]
  readonly left: readonly SQSRecord[]
}

/**
 * The whole batch, unless it holds messages that come although their tries are used up. One of them may end the function
 * each time (out of time or memory), and with it the tries of all others: then one is taken alone, another each time,
 * until only what ends the function is left.
 */
export function portionOf(records: readonly SQSRecord[]): BatchPortion {
  const suspects = firstOfGroups(records).filter(record => isSuspect({ receiveCount: receivesOf(record) }))
  if (records.length === 1 || suspects.length === 0) return { taken: records, left: [] }
  const turn = Math.max(...suspects.map(receivesOf)) % suspects.length
  const alone = suspects.toSorted((one, other) => one.messageId.localeCompare(other.messageId))[turn]
  return { taken: records.filter(one => one === alone), left: records.filter(one => one !== alone) }
}

/** On a FIFO queue no message may be taken before an earlier one of its group. */
function firstOfGroups(records: readonly SQSRecord[]): SQSRecord[] {
  const groups = new Set<string>()
  return records.filter(({ eventSourceARN, messageId, attributes: { MessageGroupId } }) => {
    const group = eventSourceARN.endsWith('.fifo') ? (MessageGroupId ?? '') : messageId
    return groups.size < groups.add(group).size
  })
}

function receivesOf({ attributes }: SQSRecord): number {
  return Number(attributes.ApproximateReceiveCount)
}
