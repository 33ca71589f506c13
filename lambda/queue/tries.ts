import type { SQSRecord } from 'aws-lambda'
import { environmentVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import type { Delivery } from './delivery.ts'
import { comesAgain, type Ending } from './ending.ts'
import { PermanentFailure } from './failures.ts'
import { type Begun, readTries, type Tries, writeTries } from './tries-table.ts'

/** After so many tries a message that failed each time is a dead letter. */
const MAXIMUM_TRIES = Number(environmentVariable('MAXIMUM_TRIES'))
/** The queue's `maxReceiveCount`: then SQS moves the message to the dead-letter queue, without a reason. */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))
/** Then SQS deletes it. */
const RETENTION_MS = Number(environmentVariable('RETENTION_SECONDS')) * 1_000

/** The function was ended each time that it tried the message, with no other beside it. */
export class FunctionEnded extends PermanentFailure {
  override readonly name = 'FunctionEnded'

  constructor(tries: number) {
    super(
      `the function was ended in each of ${tries} tries of this message alone: out of time or memory, or killed; ` +
        "its log has Lambda's report of each",
    )
  }
}

/**
 * What is to be done with a message: try it with the others of its batch, or alone; or make it a dead letter, once it
 * was read, or unread.
 */
export type Turn = 'together' | 'alone' | 'give up' | 'give up unread'

/** What is known of one message when it comes. */
export interface Standing {
  /** How many tries have failed. */
  readonly failed: number
  readonly turn: Turn
  /** As it was read; to be written again where a message cannot be given up yet. */
  readonly written?: Tries
  /** Why nobody knows: what is written down could not be read. */
  readonly unknown?: unknown
}

const FRESH: Standing = { failed: 0, turn: 'together' }

/**
 * A try that was begun and has no end tells that the function was ended. With others beside it nobody knows by which;
 * alone, by this message.
 */
export function standingOf(written: Tries): Standing {
  const { failed, begun } = written
  if (begun === undefined) return { failed, turn: 'together' }
  if (begun === 'together') return { failed, turn: 'alone' }
  if (begun === 'giving up') return { failed, turn: 'give up unread', written }
  return areUsedUp(failed + 1)
    ? { failed: failed + 1, turn: 'give up', written }
    : { failed: failed + 1, turn: 'alone' }
}

/** Whether a message that has failed so often is to be a dead letter now. */
export function areUsedUp(failed: number): boolean {
  return failed >= MAXIMUM_TRIES
}

/** Whether SQS takes the message away before long: whatever is still to happen to it, it has to be a dead letter first. */
export function isExpiring({ sentAt, receivedAt, receiveCount }: Delivery): boolean {
  const age = receivedAt.getTime() - sentAt.getTime()
  return age >= (RETENTION_MS * 3) / 4 || receiveCount >= MAXIMUM_RECEIVES
}

/**
 * What is written down of the messages of one batch. A message that comes for the first time has no history, and costs
 * nothing: only from its second receive on a try is written down before it is begun, and again when it has ended.
 */
export class BatchTries {
  readonly #standings: Map<string, Standing>
  /** What is to be written down at the end, by message id. */
  readonly #ends = new Map<string, Tries>()

  private constructor(standings: Map<string, Standing>) {
    this.#standings = standings
  }

  static async read(records: readonly SQSRecord[]): Promise<BatchTries> {
    const again = records.filter(isAgain).map(({ messageId }) => messageId)
    if (again.length === 0) return new BatchTries(new Map())
    try {
      const known = new Map([...(await readTries(again)), ...unwrittenEnds.of(again)])
      return new BatchTries(new Map(Array.from(known, ([id, tries]) => [id, standingOf(tries)])))
    } catch (unknown) {
      return new BatchTries(new Map(again.map(id => [id, { ...FRESH, unknown }])))
    }
  }

  of({ messageId }: SQSRecord): Standing {
    return this.#standings.get(messageId) ?? FRESH
  }

  /**
   * Writes down that these are tried now. They are tried, too, where that fails: the answer may be lost and the writing
   * done, and a message that is not tried then would look as if it had ended the function.
   */
  async begin(taken: readonly SQSRecord[]): Promise<void> {
    const begun: Begun = taken.length === 1 ? 'alone' : 'together'
    const beginnings = new Map<string, Tries>()
    for (const record of taken.filter(each => isAgain(each) && this.of(each).unknown === undefined)) {
      const { failed, turn, written } = this.of(record)
      beginnings.set(record.messageId, { failed, begun: turn.startsWith('give up') ? 'giving up' : begun })
      this.#ends.set(record.messageId, written ?? { failed })
    }
    if (beginnings.size === 0) return
    unwrittenEnds.forget(beginnings.keys())
    try {
      await writeTries(beginnings)
    } catch (error) {
      logger.warn('the start of tries could not be recorded', { reason: reasonOf(error) })
    }
  }

  /** What is written down of a message that is done with is no longer true of anything. */
  ended(record: SQSRecord, ending: Ending): void {
    const { messageId } = record
    if (ending.kind === 'failed') {
      this.#ends.set(messageId, this.of(record).written ?? { failed: ending.tries })
    } else if (!comesAgain(ending) && this.#ends.has(messageId)) {
      this.#ends.set(messageId, { failed: 0 })
    }
  }

  /** Writes down how the batch ended. */
  async end(): Promise<void> {
    await unwrittenEnds.write(this.#ends)
  }
}

/** How many ends are kept that could not be written down: four requests. */
const MOST_UNWRITTEN = 100
const NEXT_TRY_AFTER_MS = 10_000

/**
 * Ends of tries that could not be written down yet. They are kept for the next invocations here: to another environment,
 * a try without an end looks as if it had ended the function.
 */
class UnwrittenEnds {
  readonly #ends = new Map<string, Tries>()
  #nextTryAt = 0

  of(messageIds: readonly string[]): [string, Tries][] {
    return messageIds.flatMap(id => {
      const tries = this.#ends.get(id)
      return tries === undefined ? [] : [[id, tries] as [string, Tries]]
    })
  }

  /** What is written down of these from now on is newer. */
  forget(messageIds: Iterable<string>): void {
    for (const id of messageIds) this.#ends.delete(id)
  }

  async write(ends: ReadonlyMap<string, Tries>): Promise<void> {
    for (const [id, tries] of ends) this.#ends.set(id, tries)
    const isDue = ends.size > 0 || Date.now() >= this.#nextTryAt
    if (this.#ends.size === 0 || !isDue) return
    try {
      await writeTries(this.#ends)
      this.#ends.clear()
    } catch (error) {
      logger.warn('the end of tries could not be recorded yet', { reason: reasonOf(error) })
      this.#nextTryAt = Date.now() + NEXT_TRY_AFTER_MS
      for (const id of this.#ends.keys()) if (this.#ends.size > MOST_UNWRITTEN) this.#ends.delete(id)
    }
  }
}

const unwrittenEnds = new UnwrittenEnds()

function isAgain({ attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) > 1
}
