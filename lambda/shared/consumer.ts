import type { SQSRecord } from 'aws-lambda'
import { sendToDeadLetterQueue } from './dead-letter.ts'
import { type Delivery, deliveryOf } from './delivery.ts'
import { PermanentFailure, reasonOf } from './failures.ts'
import { type Facts, Hop } from './hop.ts'
import { logger } from './logger.ts'
import type { MessageFormat } from './message.ts'
import { RetryLater } from './retry-later.ts'
import { inSubsegment } from './tracer.ts'

/** What a function does with the messages of a queue. */
export interface Consumer<Message> {
  /** Which messages it takes; any other is a permanent failure. */
  messages: MessageFormat<Message>
  /** What its log lines and traces name a message by. */
  identify(message: NoInfer<Message>): Facts
  /**
   * Handles one message; safe to call again with the same one. What it returns is added to the log line.
   *
   * @throws PermanentFailure for what no retry mends; anything else is retried, RetryLater without being a failure
   */
  consume(message: NoInfer<Message>, delivery: Delivery): Promise<Facts | void>
}

/**
 * Takes one message through: parsed, consumed, and sent to the dead-letter queue where it fails for good.
 *
 * @throws what is to be retried, a dead-letter queue that does not take the message included
 */
export function take<Message>(
  record: SQSRecord,
  consumer: Consumer<Message>,
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
export function holdBack<Message>(record: SQSRecord, consumer: Consumer<Message>): void {
  const hop = new Hop(deliveryOf(record))
  try {
    identify(record, consumer, hop)
  } catch {
    // What is wrong with it is told when its turn comes.
  }
  hop.end('retry', 'HeldBack: an earlier message of its group is to be retried first')
}

function identify<Message>(record: SQSRecord, { messages, identify }: Consumer<Message>, hop: Hop): Message {
  const open = messages.open(record.body)
  hop.event = open.type
  hop.correlationId = open.correlationId
  const message = open.read()
  hop.facts = identify(message)
  return message
}

async function consume<Message>(
  record: SQSRecord,
  consumer: Consumer<Message>,
  hop: Hop,
  delivery: Delivery,
): Promise<void> {
  const message = identify(record, consumer, hop)
  const facts = await consumer.consume(message, delivery)
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
  if (!(error instanceof RetryLater)) {
    logger.warn('a record is to be retried', { correlationId: hop.correlationId, stack: framesOf(error) })
  }
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
