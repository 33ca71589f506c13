import type { Context } from 'aws-lambda'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { unavailableIn } from '../runtime/unavailable.ts'
import { countArrivals } from './arrivals.ts'
import type { CountResult, Outcome } from './count-result.ts'
import { type Generations, readGenerations } from './generations.ts'
import type { StreamEvent } from './stream-record.ts'

/** Resolves after `ms` milliseconds. */
export type Wait = (ms: number) => Promise<unknown>

/** The time for one more try whose requests all time out, and for the steps after it. */
const MARGIN_MS = 30_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 20_000

/**
 * Counts events. While a service that it needs is down, it waits, until shortly before the function's timeout: Lambda
 * repeats a batch of a stream only a limited number of times, and an outage should not use them up.
 */
export async function countPatiently(
  events: readonly StreamEvent[],
  wait: Wait,
  context: Context,
): Promise<CountResult> {
  const outcomes = new Map<StreamEvent, Outcome>()
  const failures = new Map<StreamEvent, unknown>()
  const count = countingOfOneInvocation()
  let left = events
  for (let attempt = 1; left.length > 0; attempt++) {
    const result = await count(left)
    for (const [event, outcome] of result.outcomes) outcomes.set(event, outcome)
    for (const event of left) failures.delete(event)
    for (const [event, error] of result.failures) failures.set(event, error)
    left = left.filter(event => unavailableIn(failures.get(event)))

    const pause = pauseAfter(attempt)
    if (left.length === 0 || context.getRemainingTimeInMillis() < pause + MARGIN_MS) break
    const [first] = left
    logger.warn('counting waits', { count: left.length, reason: first && reasonOf(failures.get(first)) })
    await wait(pause)
  }
  return { outcomes, failures }
}

/** The generations are read once, before the first event is counted. */
function countingOfOneInvocation(): (events: readonly StreamEvent[]) => Promise<CountResult> {
  let generations: Generations | undefined
  return async events => {
    try {
      generations ??= await readGenerations()
      return await countArrivals(events, generations)
    } catch (error) {
      return { outcomes: new Map(), failures: new Map(events.map(event => [event, error])) }
    }
  }
}

/** A random pause up to a growing bound, in ms, so that waiting functions do not retry at the same time. */
function pauseAfter(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
}
