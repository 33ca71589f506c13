import type { SQSRecord } from 'aws-lambda'
import { environmentVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import type { Delivery } from './delivery.ts'
import { comesAgain, type Ending } from './ending.ts'
import { PermanentFailure } from './failures.ts'
import { type Begun, readTries, type Tries, writeTries } from './tries-table.ts'

/** After so many failed tries a message becomes a dead letter. */
const MAXIMUM_TRIES = Number(environmentVariable('MAXIMUM_TRIES'))
/** The queue's `maxReceiveCount`: then SQS moves the message to the dead-letter queue, without a reason. */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))
/** After this time SQS deletes the message. */
const RETENTION_MS = Number(environmentVariable('RETENTION_SECONDS')) * 1_000

/** The function ended each time that it tried this message alone. */
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
 * What to do with a message: try it with the others of its batch, or alone; or make it a dead letter, after reading it or
 * unread.
 */
export type Turn = 'together' | 'alone' | 'give up' | 'give up unread'

/** What is known of one message when it comes. */
export interface Standing {
  /** How many tries have failed. */
  readonly failed: number
  readonly turn: Turn
  /** The record as it was read; it is written again where a message cannot be given up yet. */
  readonly written?: Tries
  /** Why the record could not be read, where it could not. */
  readonly unknown?: unknown
}

const FRESH: Standing = { failed: 0, turn: 'together' }

/**
 * A try that began and has no end means that the function ended during it. If others were tried beside it, any of them
 * may be the cause; if it was alone, this message is.
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

/** Whether a message that has failed so often becomes a dead letter now. */
export function areUsedUp(failed: number): boolean {
  return failed >= MAXIMUM_TRIES
}

/** Whether SQS will soon delete or move the message: it must become a dead letter before that. */
export function isExpiring({ sentAt, receivedAt, receiveCount }: Delivery): boolean {
  const age = receivedAt.getTime() - sentAt.getTime()
  return age >= (RETENTION_MS * 3) / 4 || receiveCount >= MAXIMUM_RECEIVES
}

/**
 * The recorded tries of one batch's messages. A message that comes for the first time has no history and costs nothing:
 * only from its second receive on is a try recorded before it begins, and again when it has ended.
 */
export class BatchTries {
  readonly #standings: Map<string, Standing>
  /** What to record at the end, by message id. */
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
   * Records that these are tried now. They are tried even where that fails: the write may have succeeded though its
   * answer was lost, and a message that is not tried then would look as if it had ended the function.
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

  /** The record of a message that is done no longer applies. */
  ended(record: SQSRecord, ending: Ending): void {
    const { messageId } = record
    if (ending.kind === 'failed') {
      this.#ends.set(messageId, this.of(record).written ?? { failed: ending.tries })
    } else if (!comesAgain(ending) && this.#ends.has(messageId)) {
      this.#ends.set(messageId, { failed: 0 })
    }
  }

  /** Records how the batch ended. */
  async end(): Promise<void> {
    await unwrittenEnds.write(this.#ends)
  }
}

/** How many ends that could not be recorded are kept: four requests. */
const MOST_UNWRITTEN = 100
const NEXT_TRY_AFTER_MS = 10_000

/**
 * Ends of tries that could not be recorded yet. They are kept for the next invocations of this environment; to another
 * environment, a try without an end looks as if it had ended the function.
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

  /** Whatever is recorded of these from now on is newer. */
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
