import type { SQSRecord } from 'aws-lambda'
import { sendToDeadLetterQueue } from './dead-letter.ts'
import { type Delivery, deliveryOf } from './delivery.ts'
import { PermanentFailure, UnreadableMessage } from './failures.ts'
import { type Facts, Hop } from './hop.ts'
import { logger } from './logger.ts'
import type { MessageFormat } from './message.ts'
import { reasonOf } from './reason.ts'
import { RetryLater } from './retry-later.ts'
import { inSubsegment } from './tracer.ts'
import { isExpiring, isOver, turnOf, Unanswered } from './tries.ts'

/** What a function does with the messages of a queue. */
export interface Consumer<Message> {
  /** Which messages it takes; any other is a permanent failure. */
  messages: MessageFormat<Message>
  /** What its log lines and traces name a message by. */
  identify(message: NoInfer<Message>): Facts
  /**
   * Handles one message; safe to call again with the same one. What it returns is added to the log line.
   *
   * @throws PermanentFailure for what no retry mends; anything else is tried again as often as the queue allows,
   * RetryLater without being a failure
   */
  consume(message: NoInfer<Message>, delivery: Delivery): Promise<Facts | void>
  /**
   * Tells whoever waits for the message that it is a dead letter until somebody looks into it; safe to call again. Not
   * called for a message that breaks its contract.
   */
  giveUp?(message: NoInfer<Message>, delivery: Delivery): Promise<void>
}

/**
 * Takes one message through: parsed, consumed, and sent to the dead-letter queue where it fails for good or its tries
 * are used up.
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
      return await attempt(record, consumer, hop, delivery)
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

/** Leaves a message where it is, unread, because another of its batch is taken alone. */
export function leave(record: SQSRecord): void {
  new Hop(deliveryOf(record)).end(
    'retry',
    'LeftAside: a message of its batch that may end the function is tried alone',
  )
}

/** @throws PermanentFailure alone: what a message is like does not change, so that reading it would fail again */
function identify<Message>(record: SQSRecord, { messages, identify }: Consumer<Message>, hop: Hop): Message {
  try {
    const open = messages.open(record.body)
    hop.event = open.type
    hop.correlationId = open.correlationId
    const message = open.read()
    hop.facts = identify(message)
    return message
  } catch (error) {
    throw error instanceof PermanentFailure ? error : new UnreadableMessage(error)
  }
}

async function attempt<Message>(
  record: SQSRecord,
  consumer: Consumer<Message>,
  hop: Hop,
  delivery: Delivery,
): Promise<'done' | 'dead-lettered'> {
  const turn = turnOf(delivery)
  if (turn === 'given up unread') return bury(record, hop, reasonOf(new Unanswered(delivery)))
  let message: Message | undefined
  try {
    message = identify(record, consumer, hop)
    if (turn === 'given up') throw new Unanswered(delivery)
    const facts = await consumer.consume(message, delivery)
    if (facts) hop.facts = { ...hop.facts, ...facts }
  } catch (error) {
    const reason = reasonOf(error)
    if (!isOver(error, delivery)) return retry(hop, reason, error)
    if (message !== undefined) await giveUp(message, consumer, hop, delivery, reason)
    return bury(record, hop, reason)
  }
  hop.end('done')
  return 'done'
}

/** Where nobody can be told, the message stays in the queue until they can, or until it would be deleted there. */
async function giveUp<Message>(
  message: Message,
  consumer: Consumer<Message>,
  hop: Hop,
  delivery: Delivery,
  reason: string,
): Promise<void> {
  try {
    await consumer.giveUp?.(message, delivery)
  } catch (error) {
    const untold = `${reason}; that it is given up could not be told: ${reasonOf(error)}`
    if (!isExpiring(delivery)) retry(hop, untold, error)
    logger.error('a message is given up, and that could not be told', { ...hop.facts, reason: untold })
  }
}

async function bury(record: SQSRecord, hop: Hop, reason: string): Promise<'dead-lettered'> {
  try {
    await sendToDeadLetterQueue(record, { reason, correlationId: hop.correlationId })
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

const LONGEST_STACK = 2_000

/** Where an error came from, without its text, which comes first in the stack and may be long. */
function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.stack
    ?.slice(-LONGEST_STACK)
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')
}
