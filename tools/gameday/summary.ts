import type { ConsumerLoad } from './consumer-load.ts'
import { consumerLoads } from './consumer-load.ts'
import { coursesOf } from './courses.ts'
import { type Dependency, titleOf } from './dependency.ts'
import { backlogOf, type Course, type Drain, drainOf } from './drain.ts'
import type { QueueSamples } from './pipeline.ts'
import type { Plan } from './plan.ts'
import type { Results } from './results.ts'
import { type Tally, tallyOf } from './tally.ts'

/** The results as they are printed and drawn. Times are in ms since the epoch, in the stage's time. */
export interface Summary {
  down: Dependency
  plan: Plan
  /** Such as `the local AWS on this machine, 2 processors`. */
  place: string
  /** Whether mails were counted in the inbox; otherwise in the mailer's log. */
  inboxRead: boolean
  startedAt: number
  endedAt: number
  outage: { from: number; to: number }
  givenUp: boolean
  tally: Tally
  /** When the purchases were accepted, shipped and mailed, each sorted. */
  flow: { placed: number[]; shipped: number[]; mailed: number[] }
  queues: readonly QueueSamples[]
  drain: Drain | undefined
  /** The longest time that one of the backlog took to be shipped and mailed after the outage, in ms. */
  longestAfterMs: number | undefined
  loads: readonly ConsumerLoad[]
  /** The queues that have dead letters, with their numbers. */
  deadLetters: readonly (readonly [queue: string, messages: number])[]
  deadLetterReasons: readonly string[]
}

export function summarize(results: Results, conditions: Pick<Summary, 'place' | 'inboxRead'>): Summary {
  const { down, plan, startedAt, endedAt, outage, givenUp, queues, hops, consumers } = results
  const { purchases, clips } = coursesOf(results)
  const courses = [...purchases, ...clips]
  return {
    ...conditions,
    down,
    plan,
    startedAt,
    endedAt,
    outage,
    givenUp,
    tally: tallyOf(results),
    flow: {
      placed: sorted(purchases.map(({ acceptedAt }) => acceptedAt)),
      shipped: sorted(purchases.map(({ shippedAt }) => shippedAt)),
      mailed: sorted(purchases.map(({ mailedAt }) => mailedAt)),
    },
    queues,
    drain: drainOf(courses, hops, consumers, outage.to),
    longestAfterMs: longestAfter(courses, outage.to),
    loads: consumerLoads(results),
    deadLetters: [...results.deadLetters],
    deadLetterReasons: results.deadLetterReasons,
  }
}

function sorted(times: readonly (number | undefined)[]): number[] {
  return times.flatMap(time => time ?? []).sort((one, other) => one - other)
}

/** @returns undefined if nothing of the backlog was completed */
function longestAfter(courses: readonly Course[], restoredAt: number): number | undefined {
  const waits = backlogOf(courses, restoredAt).flatMap(({ shippedAt, mailedAt }) =>
    shippedAt === undefined || mailedAt === undefined ? [] : [Math.max(shippedAt, mailedAt) - restoredAt],
  )
  return waits.length === 0 ? undefined : Math.max(...waits)
}

/** A title: `DynamoDB down for 30 minutes`. */
export function titleOfRun({ down, plan }: Pick<Summary, 'down' | 'plan'>): string {
  const verb = down === 'function' ? 'stopped' : 'down'
  return `${capitalized(titleOf(down))} ${verb} for ${spanText(plan.outageMs)}`
}

/** A span as text: `30 minutes`, `1.5 hours`. */
export function spanText(ms: number): string {
  if (ms >= 3_600_000) return amount(ms / 3_600_000, 'hour')
  return ms >= 60_000 ? amount(ms / 60_000, 'minute') : amount(ms / 1_000, 'second')
}

function amount(value: number, unit: string): string {
  const rounded = Number(value.toFixed(1))
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
