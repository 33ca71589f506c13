import type { ReceivedMessage } from '../../../ports.ts'
import { Lineage } from '../lineage.ts'
import type { RecursiveLoops } from '../recursive-loops.ts'

/** A batch, divided by whether Lambda would stop an invocation with the message. */
export interface PartedBatch {
  readonly allowed: readonly ReceivedMessage[]
  readonly stopped: readonly ReceivedMessage[]
}

/**
 * Separates messages whose chain has invoked the function too often from the others. In a FIFO queue, later messages of
 * the same group are held back, too.
 *
 * "Lambda automatically stops the next function invocation in that request chain" (Lambda, recursive loop detection),
 * so messages of other chains are delivered. It is not public what AWS does with a batch that contains both; it may
 * refuse the whole batch.
 */
export function withoutLoops(
  messages: readonly ReceivedMessage[],
  loops: RecursiveLoops,
  fifo: boolean,
): PartedBatch {
  const heldBack = new Set<string>()
  const allowed: ReceivedMessage[] = []
  const stopped: ReceivedMessage[] = []
  for (const message of messages) {
    const { AWSTraceHeader, MessageGroupId = '' } = message.systemAttributes
    const isStopped = heldBack.has(MessageGroupId) || loops.stops(Lineage.of(AWSTraceHeader))
    if (isStopped && fifo) heldBack.add(MessageGroupId)
    const part = isStopped ? stopped : allowed
    part.push(message)
  }
  return { allowed, stopped }
}
