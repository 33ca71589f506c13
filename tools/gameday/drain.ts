import type { Hop } from '../clients/trail.ts'
import type { Consumer } from './consumer.ts'

/** A purchase or a clip, from its acceptance to its last mail. Times in ms since the epoch. */
export interface Course {
  /** The correlation id. */
  id: string
  acceptedAt: number
  /** When it was shipped (purchases) and mailed; undefined if it was not. */
  shippedAt: number | undefined
  mailedAt: number | undefined
}

/** How the consumers processed the backlog of an outage. Durations in ms. */
export interface Drain {
  /** How many were accepted before the dependency was back, and not complete by then. */
  backlog: number
  /** How many of the backlog were never shipped or never mailed. */
  stuck: number
  /** From the return of the dependency until the last of the backlog was shipped or mailed. */
  tookMs: number
  /** The time if no consumer ever waits: the work of the busiest one, shared evenly by its concurrent invocations. */
  idealMs: number
  /** The busiest consumer. */
  bottleneck: string
  /** `tookMs` ÷ `idealMs` */
  ratio: number
}

/** @returns undefined if there was no backlog, or the consumers' work is unknown */
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

/** Purchases and clips that were accepted before `restoredAt` and not complete by then. */
export function backlogOf(courses: readonly Course[], restoredAt: number): Course[] {
  const isThrough = (at: number | undefined) => at !== undefined && at <= restoredAt
  return courses.filter(
    ({ acceptedAt, shippedAt, mailedAt }) =>
      acceptedAt < restoredAt && !(isThrough(shippedAt) && isThrough(mailedAt)),
  )
}

/**
 * How long a function worked on these messages: an invocation works on a whole batch, from the first message that it
 * received to the last that it completed.
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
