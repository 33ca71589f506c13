import type { Connection } from '../clients/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../clients/dead-letters.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'

/** What is known of a message in the queues for what went wrong. */
export interface Safety {
  /** The one that it is in. */
  readonly place: string | undefined
  readonly because: readonly string[]
}

/**
 * Whether a message is in the queue for what SNS could not deliver, or in that for what was received too often.
 *
 * SQS shows a queue's messages by receiving them: up to ten of each queue that is not empty, once. That raises their
 * receive counts by one.
 *
 * @param queue where it should be
 * @param undeliveredArn of the queue for what SNS could not deliver there
 */
export async function inSafety(
  { name, deadLetterArn }: Queue,
  undeliveredArn: string | undefined,
  {
    queues,
    correlationId,
    connection,
  }: Pick<Pipelines, 'queues'> & { correlationId: string; connection: Connection },
): Promise<Safety> {
  const unseen: string[] = []
  for (const safety of queues.filter(({ arn }) => arn === undeliveredArn || arn === deadLetterArn)) {
    const held = safety.depth.waiting + safety.depth.inFlight
    if (held === 0) continue
    const letters = await lookInto(safety, connection)
    if (letters instanceof Error) {
      unseen.push(`it may be in ${safety.name}, which cannot be looked into: ${letters.message}`)
      continue
    }
    const found = letters.find(({ body }) => body.includes(correlationId))
    if (found) return { place: safety.name, because: [whyIn(safety, name, found)] }
    const left = held - letters.length
    if (left > 0)
      unseen.push(`it may be in ${safety.name}: ${left} of its ${held} messages were not looked at`)
  }
  return { place: undefined, because: unseen }
}

function whyIn({ role }: Queue, destination: string, { reason }: DeadLetter): string {
  if (role === 'undelivered') return `SNS could not deliver it to ${destination}`
  return reason ?? 'it was received too often'
}

/** A disabled key closes the queues for what went wrong, too. */
function lookInto({ url }: Queue, connection: Connection): Promise<DeadLetter[] | Error> {
  return peekDeadLetters(connection, url).catch((error: Error) => error)
}
