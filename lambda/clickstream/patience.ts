import type { Context } from 'aws-lambda'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { unavailableIn } from '../runtime/unavailable.ts'
import type { EventResults } from './event-results.ts'
import type { StreamEvent } from './stream-record.ts'

/** Resolves after `ms` milliseconds. */
export type Wait = (ms: number) => Promise<unknown>

/** How a reader waits. */
export interface Waiting {
  readonly wait: Wait
  readonly context: Context
  /** What the log says while it waits: `counting waits`. */
  readonly words: string
}

/** The time for one more try whose requests all time out, and for the steps after it. */
const MARGIN_MS = 30_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 20_000

/**
 * The patience of one invocation with services that are down. It ends shortly before the function's timeout: Lambda
 * repeats a batch of a stream only a limited number of times, and an outage should not use them up.
 */
class Patience {
  readonly #waiting: Waiting
  #attempt = 0

  constructor(waiting: Waiting) {
    this.#waiting = waiting
  }

  /**
   * Pauses before the next try.
   *
   * @param count how many records wait, for the log
   * @returns false where there is no time for another try
   */
  async pause(count: number, error: unknown): Promise<boolean> {
    const { wait, context, words } = this.#waiting
    const pause = pauseAfter(++this.#attempt)
    if (context.getRemainingTimeInMillis() < pause + MARGIN_MS) return false
    logger.warn(words, { count, reason: reasonOf(error) })
    await wait(pause)
    return true
  }
}

/**
 * Does something for records. While a service that it needs is down, it waits and does it again.
 *
 * @param count how many records it is for
 * @param work safe to repeat
 * @throws what the last try threw
 */
export async function doPatiently(count: number, work: () => Promise<void>, waiting: Waiting): Promise<void> {
  const patience = new Patience(waiting)
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (unavailableIn(error) === undefined || !(await patience.pause(count, error))) throw error
    }
  }
}

/**
 * Takes events. While a service that it needs is down, it waits and takes the rest again.
 *
 * @param take safe to call again with the same events; what it throws is the failure of all that it was given
 */
export async function takePatiently<Outcome>(
  events: readonly StreamEvent[],
  take: (events: readonly StreamEvent[]) => Promise<EventResults<Outcome>>,
  waiting: Waiting,
): Promise<EventResults<Outcome>> {
  const outcomes = new Map<StreamEvent, Outcome>()
  const failures = new Map<StreamEvent, unknown>()
  const patience = new Patience(waiting)
  let left = events
  while (left.length > 0) {
    const results = await take(left).catch(error => allFailed<Outcome>(left, error))
    for (const [event, outcome] of results.outcomes) outcomes.set(event, outcome)
    for (const event of left) failures.delete(event)
    for (const [event, error] of results.failures) failures.set(event, error)
    left = left.filter(event => unavailableIn(failures.get(event)))

    const [first] = left
    if (!first || !(await patience.pause(left.length, failures.get(first)))) break
  }
  return { outcomes, failures }
}

function allFailed<Outcome>(events: readonly StreamEvent[], error: unknown): EventResults<Outcome> {
  return { outcomes: new Map<StreamEvent, Outcome>(), failures: new Map(events.map(event => [event, error])) }
}

/** A random pause up to a growing bound, in ms, so that waiting functions do not retry at the same time. */
function pauseAfter(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
}
