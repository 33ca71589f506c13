import type { Context, SQSRecord } from 'aws-lambda'
import { duringHop, type Facts, Hop } from '../runtime/hop.ts'
import { logger } from '../runtime/logger.ts'
import { framesOf, reasonOf } from '../runtime/reason.ts'
import { inSubsegment } from '../runtime/tracer.ts'
import { isRefused, unavailableIn } from '../runtime/unavailable.ts'
import { backoffForRelease, backoffOf, backoffSeconds } from './backoff.ts'
import { sendToDeadLetterQueue } from './dead-letter.ts'
import { type Delivery, deliveryOf } from './delivery.ts'
import type { Ending, Return } from './ending.ts'
import { PermanentFailure, UnreadableMessage } from './failures.ts'
import type { MessageFormat } from './message.ts'
import { NotThisRelease } from './not-this-release.ts'
import { RetryLater } from './retry-later.ts'
import { areUsedUp, FunctionEnded, isExpiring, type Standing } from './tries.ts'

/** One invocation of a function behind a queue. An execution environment may run several at a time. */
export interface Invocation {
  readonly context: Context
  /** The records that it takes of its batch. */
  readonly records: readonly SQSRecord[]
}

/**
 * Makes the consumer of one invocation. What the invocation has to remember lives in its consumer, never in the module:
 * there, another invocation of the same execution environment would find it.
 */
export type ConsumerOf<Message> = (invocation: Invocation) => Consumer<Message>

/** What a function does with the messages of a queue. */
export interface Consumer<Message> {
  /** Which messages it takes, leaves out, and waits with; any other is a permanent failure. */
  messages: MessageFormat<Message>
  /** What its log lines and traces name a message by. */
  identify(message: NoInfer<Message>): Facts
  /** The longest that one message may take: none is begun with less time left. @default - half of the invocation's time */
  longestMs?: number
  /**
   * Handles one message; safe to call again with the same one. What it returns is added to the log line.
   *
   * @throws PermanentFailure for what no retry mends. What says that a service is down (`unavailableIn`) waits until it
   * is not, as RetryLater does; anything else is a try that failed, and is tried again as often as the queue allows
   */
  consume(message: NoInfer<Message>, delivery: Delivery): Promise<Facts | void>
  /**
   * Tells whoever waits for the message that it is a dead letter until somebody looks into it; safe to call again. Not
   * called for a message that breaks its contract.
   */
  giveUp?(message: NoInfer<Message>, delivery: Delivery): Promise<void>
  /** Told of each message that is a dead letter now, whatever was wrong with it: @param cause what it failed with */
  deadLettered?(cause: unknown): void
}

/**
 * Takes one message through: parsed, consumed, and sent to the dead-letter queue where it fails for good or its tries
 * are used up.
 */
export function take<Message>(
  record: SQSRecord,
  consumer: Consumer<Message>,
  standing: Standing,
): Promise<Ending> {
  const delivery = deliveryOf(record)
  const hop = new Hop(delivery)
  return inSubsegment('## record', async annotate => {
    try {
      return await duringHop(hop, () => attempt({ record, hop, delivery, standing }, consumer))
    } finally {
      annotate({ messageId: record.messageId, ...hop.facts })
      if (hop.correlationId) annotate({ correlationId: hop.correlationId })
    }
  })
}

/** Leaves a message where it is, to come again at once with those before it: an earlier one of its group goes back to the queue. */
export function holdBack<Message>(record: SQSRecord, consumer: Consumer<Message>): Return {
  const hop = new Hop(deliveryOf(record))
  try {
    identify(record, consumer, hop)
  } catch {
    // What is wrong with it is told when its turn comes.
  }
  return notItsTurn(hop, 'HeldBack: an earlier message of its group must be retried first')
}

/** Leaves a message where it is, unread, because another of its batch is taken alone or before it. */
export function leave(record: SQSRecord): Return {
  const hop = new Hop(deliveryOf(record))
  return notItsTurn(hop, 'LeftAside: a message of its batch that may end the function is tried alone')
}

/** Leaves a message where it is, unread, because the function would be ended in the middle of it. */
export function leaveForNext(record: SQSRecord): Return {
  return notItsTurn(new Hop(deliveryOf(record)), 'NoTimeLeft: the messages before it took too long')
}

function notItsTurn(hop: Hop, reason: string): Return {
  hop.end('retry', reason)
  return { kind: 'postponed', seconds: 0, error: new RetryLater(reason) }
}

/**
 * @returns undefined for a message that the consumer leaves out
 * @throws PermanentFailure and NotThisRelease alone: what a message is like does not change, so that reading it would fail
 * again in this release
 */
function identify<Message>(
  record: SQSRecord,
  { messages, identify }: Consumer<Message>,
  hop: Hop,
): Message | undefined {
  try {
    const open = messages.open(record.body)
    hop.event = open.type
    hop.correlationId = open.correlationId
    hop.trace = open.trace
    const message = open.read()
    if (message !== undefined) hop.facts = identify(message)
    return message
  } catch (error) {
    const isOfMessage = error instanceof PermanentFailure || error instanceof NotThisRelease
    throw isOfMessage ? error : new UnreadableMessage(error)
  }
}

interface Attempt {
  record: SQSRecord
  hop: Hop
  delivery: Delivery
  standing: Standing
}

async function attempt<Message>(attempted: Attempt, consumer: Consumer<Message>): Promise<Ending> {
  const { record, hop, delivery, standing } = attempted
  if (standing.turn === 'give up unread') return bury(attempted, consumer, new FunctionEnded(standing.failed))
  if (standing.unknown && !isExpiring(delivery)) return comeAgain(attempted, standing.unknown)
  let message: Message | undefined
  try {
    message = identify(record, consumer, hop)
    if (message === undefined) return leaveOut(hop)
    if (standing.turn === 'give up') throw new FunctionEnded(standing.failed)
    const facts = await consumer.consume(message, delivery)
    if (facts) hop.facts = { ...hop.facts, ...facts }
  } catch (error) {
    if (!isOver(error, attempted)) return comeAgain(attempted, error)
    const untold = message !== undefined && (await giveUp(message, consumer, attempted, error))
    return untold || bury(attempted, consumer, error)
  }
  hop.end('done')
  return { kind: 'done' }
}

/** A filter that now drops such messages may have let this one through: "up to 15 minutes" (SNS, Filter policies). */
function leaveOut(hop: Hop): Ending {
  hop.end('done', 'Ignored: this function leaves out events of this type')
  return { kind: 'done' }
}

/** Whether a message that ends so is to be a dead letter now. */
function isOver(error: unknown, { delivery, standing }: Attempt): boolean {
  if (error instanceof PermanentFailure || isExpiring(delivery)) return true
  return usesUpTry(error) && areUsedUp(standing.failed + 1)
}

function usesUpTry(error: unknown): boolean {
  return !(error instanceof RetryLater) && unavailableIn(error) === undefined
}

/**
 * Where nobody can be told, the message stays in the queue until they can, or until it would be deleted there.
 *
 * @returns how it goes back to the queue; undefined where it need not
 */
async function giveUp<Message>(
  message: Message,
  consumer: Consumer<Message>,
  attempted: Attempt,
  cause: unknown,
): Promise<Return | undefined> {
  const { hop, delivery } = attempted
  try {
    await consumer.giveUp?.(message, delivery)
    return undefined
  } catch (error) {
    const untold = `${reasonOf(cause)}; nobody could be told that it is given up: ${reasonOf(error)}`
    if (!isExpiring(delivery)) return comeAgain(attempted, error, untold)
    logger.error('a message is given up, and nobody could be told', { ...hop.facts, reason: untold })
    return undefined
  }
}

async function bury<Message>(
  attempted: Attempt,
  consumer: Consumer<Message>,
  cause: unknown,
): Promise<Ending> {
  const { record, hop, standing } = attempted
  const reason = reasonOf(cause)
  const attempts = cause instanceof FunctionEnded ? standing.failed : standing.failed + 1
  try {
    await sendToDeadLetterQueue(record, { reason, attempts, correlationId: hop.correlationId })
  } catch (refusal) {
    const unburied = `${reason}; the dead-letter queue did not take it: ${reasonOf(refusal)}`
    return comeAgain(attempted, refusal, unburied)
  }
  consumer.deadLettered?.(cause)
  hop.end('dead-lettered', reason)
  return { kind: 'dead-lettered', verdict: cause instanceof PermanentFailure && cause.isVerdict }
}

function comeAgain(attempted: Attempt, error: unknown, reason = reasonOf(error)): Return {
  const { hop } = attempted
  const ending = returnOf(attempted, error)
  if (ending.kind === 'waiting') hop.waitsFor = ending.for
  if (ending.kind === 'failed') {
    logger.warn('a record will be retried', { correlationId: hop.correlationId, stack: framesOf(error) })
  }
  hop.end('retry', reason)
  return ending
}

function returnOf({ delivery, standing }: Attempt, thrown: unknown): Return {
  const error = thrown instanceof Error ? thrown : new Error(reasonOf(thrown))
  if (error instanceof RetryLater) {
    return { kind: 'postponed', seconds: error.seconds ?? backoffOf(delivery), error }
  }
  const dependency = unavailableIn(error)
  if (dependency) {
    const seconds = dependency === 'release' ? backoffForRelease(delivery) : backoffOf(delivery)
    return { kind: 'waiting', for: dependency, refused: isRefused(error), seconds, error }
  }
  const tries = standing.failed + 1
  return { kind: 'failed', tries, seconds: backoffSeconds(tries), error }
}
