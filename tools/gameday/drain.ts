import type { Hop } from '../clients/trail.ts'
import type { Consumer } from './consumer.ts'

/** A purchase or a clip, from its acceptance to its last mail. Times in ms since the epoch. */
export interface Course {
  /** The correlation id. */
  id: string
  acceptedAt: number
  /** When it was shipped (purchases) and mailed; undefined where it was not. */
  shippedAt: number | undefined
  mailedAt: number | undefined
}

/** How the consumers worked off what an outage had left. Durations in ms. */
export interface Drain {
  /** What was accepted before the dependency was back, and not through by then. */
  backlog: number
  /** Of the backlog: never shipped, or never mailed. */
  stuck: number
  /** From the dependency's return to the last of the backlog that was shipped or mailed. */
  tookMs: number
  /** What it takes when no consumer ever waits: the work of the one with the most, shared evenly by its invocations. */
  idealMs: number
  /** Whose work that is. */
  bottleneck: string
  /** `tookMs` ÷ `idealMs` */
  ratio: number
}

/** @returns undefined where nothing was left over, or nobody knows what the consumers worked */
export function drainOf(
  courses: readonly Course[],
  hops: readonly Hop[],
  consumers: readonly Consumer[],
  restoredAt: number,
): Drain | undefined {
  const backlog = backlogOf(courses, restoredAt)
  const ends = backlog.flatMap(({ shippedAt, mailedAt }) => [shippedAt ?? 0, mailedAt ?? 0])
  const ids = new Set(backlog.map(({ id }) => id))
  const after = hops.filter(
    ({ correlationId = '', receivedAt }) => ids.has(correlationId) && Date.parse(receivedAt) >= restoredAt,
  )
  const [slowest] = consumers
    .map(({ service, concurrency }) => ({ service, idealMs: workMs(after, service) / concurrency }))
    .toSorted((one, other) => other.idealMs - one.idealMs)
  const tookMs = Math.max(...ends) - restoredAt
  if (!slowest || slowest.idealMs === 0 || tookMs <= 0) return undefined
  const { service: bottleneck, idealMs } = slowest
  const stuck = backlog.filter(
    ({ shippedAt, mailedAt }) => shippedAt === undefined || mailedAt === undefined,
  ).length
  return { backlog: backlog.length, stuck, tookMs, idealMs, bottleneck, ratio: tookMs / idealMs }
}

/** What was accepted before, and not through by then. */
export function backlogOf(courses: readonly Course[], restoredAt: number): Course[] {
  const isThrough = (at: number | undefined) => at !== undefined && at <= restoredAt
  return courses.filter(
    ({ acceptedAt, shippedAt, mailedAt }) =>
      acceptedAt < restoredAt && !(isThrough(shippedAt) && isThrough(mailedAt)),
  )
}

/**
 * What a function worked on these messages: an invocation works on a batch at once, from the first message that it took
 * up to the last that was done.
 */
function workMs(hops: readonly Hop[], service: string): number {
  const invocations = Map.groupBy(
    hops.filter(hop => hop.service === service),
    ({ function_request_id, messageId, receivedAt }) => function_request_id ?? `${messageId} ${receivedAt}`,
  )
  return [...invocations.values()].reduce((sum, batch) => {
    const start = Math.min(...batch.map(({ receivedAt }) => Date.parse(receivedAt)))
    return sum + Math.max(...batch.map(({ doneAt }) => Date.parse(doneAt))) - start
  }, 0)
}
