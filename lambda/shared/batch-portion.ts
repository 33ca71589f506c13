import type { SQSRecord } from 'aws-lambda'
import { deliveryOf } from './delivery.ts'
import { turnOf } from './tries.ts'

/** What one invocation takes of its batch; the rest comes again. */
export interface BatchPortion {
  readonly taken: readonly SQSRecord[]
  readonly left: readonly SQSRecord[]
}

/**
 * The whole batch, unless it is the turn of messages to be taken alone (see {@link turnOf}): one of them may end the
 * function each time (out of time or memory), and with it the tries of all others. Then it is one of them, and another
 * each time, until only what ends the function is left.
 */
export function portionOf(records: readonly SQSRecord[]): BatchPortion {
  const first = firstOfGroups(records)
    .map(record => ({ record, delivery: deliveryOf(record) }))
    .toSorted((one, other) => other.delivery.receiveCount - one.delivery.receiveCount)
  const [most] = first
  if (records.length === 1 || !most || turnOf(most.delivery) === 'together')
    return { taken: records, left: [] }
  const { receiveCount } = most.delivery
  const alike = first.filter(({ delivery }) => delivery.receiveCount === receiveCount)
  const turn = Math.floor(receiveCount / 2) % alike.length
  const alone = alike.map(({ record }) => record).toSorted(byMessageId)[turn]
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

function byMessageId(one: SQSRecord, other: SQSRecord): number {
  return one.messageId.localeCompare(other.messageId)
}
