import type { Letter } from './letter.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** A letter, and the queue that it was found in. */
export interface Found {
  readonly in: SafetyQueue
  readonly letter: Letter
}

/** What a letter is, for JSON: values of attributes that are bytes are in base64. */
export function foundDocument({ in: { queue, service, role, work }, letter }: Found) {
  const { receiptHandle: _, place: __, attributes, ...rest } = letter
  return {
    queue: queue.name,
    function: service,
    role,
    redrivesTo: work.name,
    ...rest,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        { DataType, StringValue, BinaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
      ]),
    ),
  }
}
