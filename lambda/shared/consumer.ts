import type { SQSRecord } from 'aws-lambda'
import type { EventContract, EventOf } from '../contracts/cloud-event.ts'
import { sendToDeadLetterQueue } from './dead-letter.ts'
import { type Delivery, deliveryOf } from './delivery.ts'
import { PermanentFailure, reasonOf } from './failures.ts'
import { type Facts, Hop } from './hop.ts'
import { logger } from './logger.ts'
import { openEnvelope, readEvent } from './message.ts'
import { inSubsegment } from './tracer.ts'

/** What a function does with the messages of a queue. */
export interface Consumer<Contract extends EventContract> {
  /** The types of event that it takes; any other is a permanent failure. */
  contracts: readonly Contract[]
  /** What its log lines and traces name an event by. */
  identify(event: EventOf<Contract>): Facts
  /**
   * Handles one event; safe to call again with the same one. What it returns is added to the log line.
   *
   * @throws PermanentFailure for what no retry mends; anything else is retried
   */
  consume(event: EventOf<Contract>, delivery: Delivery): Promise<Facts | void>
}

/**
 * Takes one message through: parsed, consumed, and sent to the dead-letter queue where it fails for good.
 *
 * @throws what is to be retried, a dead-letter queue that does not take the message included
 */
export function take<Contract extends EventContract>(
  record: SQSRecord,
  consumer: Consumer<Contract>,
): Promise<'done' | 'dead-lettered'> {
  const delivery = deliveryOf(record)
  const hop = new Hop(delivery)
  return inSubsegment('## record', async annotate => {
    try {
      await consume(record, consumer, hop, delivery)
      hop.end('done')
      return 'done'
    } catch (error) {
      return await fail(record, hop, error)
    } finally {
      annotate({ messageId: record.messageId, ...hop.facts })
      if (hop.correlationId) annotate({ correlationId: hop.correlationId })
    }
  })
}

/** Leaves a message where it is because an earlier one of its group is to be retried first. */
export function holdBack<Contract extends EventContract>(
  record: SQSRecord,
  consumer: Consumer<Contract>,
): void {
  const hop = new Hop(deliveryOf(record))
  try {
    identify(record, consumer, hop)
  } catch {
    // What is wrong with it is told when its turn comes.
  }
  hop.end('retry', 'HeldBack: an earlier message of its group is to be retried first')
}

function identify<Contract extends EventContract>(
  record: SQSRecord,
  { contracts, identify }: Consumer<Contract>,
  hop: Hop,
): EventOf<Contract> {
  const envelope = openEnvelope(record.body)
  hop.event = envelope.type
  hop.correlationId = envelope.correlationId
  const event = readEvent(envelope, contracts)
  hop.facts = identify(event)
  return event
}

async function consume<Contract extends EventContract>(
  record: SQSRecord,
  consumer: Consumer<Contract>,
  hop: Hop,
  delivery: Delivery,
): Promise<void> {
  const event = identify(record, consumer, hop)
  const facts = await consumer.consume(event, delivery)
  if (facts) hop.facts = { ...hop.facts, ...facts }
}

async function fail(record: SQSRecord, hop: Hop, error: unknown): Promise<'dead-lettered'> {
  const reason = reasonOf(error)
  if (!(error instanceof PermanentFailure)) return retry(hop, reason, error)
  try {
    await sendToDeadLetterQueue(record, reason, hop.correlationId)
  } catch (refusal) {
    return retry(hop, `${reason}; the dead-letter queue did not take it: ${reasonOf(refusal)}`, refusal)
  }
  hop.end('dead-lettered', reason)
  return 'dead-lettered'
}

function retry(hop: Hop, reason: string, error: unknown): never {
  logger.warn('a record is to be retried', { correlationId: hop.correlationId, stack: framesOf(error) })
  hop.end('retry', reason)
  throw error
}

/** Where an error came from, without its text. */
function framesOf(error: unknown): string | undefined {
  return error instanceof Error
    ? error.stack
        ?.split('\n')
        .filter(line => /^\s+at /.test(line))
        .join('\n')
    : undefined
}
