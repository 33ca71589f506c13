const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** The real time of an outage on the local AWS, unless that needs a larger scale than the largest default. */
const REAL_OUTAGE_MS = 30 * SECOND_MS
/** With a larger scale, the start of a function (a third of a second) looks like a minute. */
const LARGEST_DEFAULT_SCALE = 120
/** How long the queues may take to empty, in addition to the length of the outage. */
const PATIENCE_MS = 120 * MINUTE_MS
/** Functions run on real processors, so they get at least this time, however fast the clock. */
const LEAST_REAL_PATIENCE_MS = 120 * SECOND_MS

/** The schedule of a run, in ms of the stage's time, which passes `timeScale` times as fast on the local AWS. */
export interface Plan {
  timeScale: number
  /** Purchases per minute. */
  rate: number
  /** The length of the load before the outage, and of the load after it. */
  healthyMs: number
  outageMs: number
  /** The time limit from the end of the load until everything is shipped and mailed. */
  patienceMs: number
}

/** The scale with which the outage takes half a minute of real time, between 1 and {@link LARGEST_DEFAULT_SCALE}. */
export function defaultTimeScale(outageMs: number): number {
  return Math.min(LARGEST_DEFAULT_SCALE, Math.max(1, Math.round(outageMs / REAL_OUTAGE_MS)))
}

export function planOf(outageMs: number, rate: number, timeScale: number): Plan {
  return {
    timeScale,
    rate,
    healthyMs: Math.max(MINUTE_MS, Math.round(outageMs / 6)),
    outageMs,
    patienceMs: Math.max(outageMs + PATIENCE_MS, LEAST_REAL_PATIENCE_MS * timeScale),
  }
}

/** How long purchases are placed: before, during and after the outage, in ms of the stage's time. */
export function loadMs({ healthyMs, outageMs }: Plan): number {
  return healthyMs + outageMs + healthyMs
}

/** The total number of purchases. */
export function purchasesOf(plan: Plan): number {
  return Math.max(1, Math.round((loadMs(plan) * plan.rate) / MINUTE_MS))
}
