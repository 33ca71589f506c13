const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** How long an outage takes on the local AWS, unless that would need a larger scale than the largest default. */
const REAL_OUTAGE_MS = 30 * SECOND_MS
/** Beyond it, the start of a function (a third of a second) looks like a minute. */
const LARGEST_DEFAULT_SCALE = 120
/** How long the queues may take to run empty, beside the outage's own length. */
const PATIENCE_MS = 120 * MINUTE_MS
/** Functions run on real processors: however fast the clock, they get so long for it. */
const LEAST_REAL_PATIENCE_MS = 120 * SECOND_MS

/** When what happens, in ms of the stage's time, which on the local AWS passes `timeScale` times as fast. */
export interface Plan {
  timeScale: number
  /** Purchases a minute. */
  rate: number
  /** The time before the outage, and the load after it. */
  healthyMs: number
  outageMs: number
  /** How long it may take from the end of the load until all is shipped and mailed. */
  patienceMs: number
}

/** So that the outage takes half a minute of real time, or as long as it says where it is shorter. */
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

/** How long purchases come: before, during and after the outage, in ms of the stage's time. */
export function loadMs({ healthyMs, outageMs }: Plan): number {
  return healthyMs + outageMs + healthyMs
}

/** How many purchases are placed in all. */
export function purchasesOf(plan: Plan): number {
  return Math.max(1, Math.round((loadMs(plan) * plan.rate) / MINUTE_MS))
}
