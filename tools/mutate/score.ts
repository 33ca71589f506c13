import type { Trial } from './trial.ts'

/** How many of the mutants the tests notice. */
export interface Score {
  killed: number
  timeouts: number
  survived: number
  notExecuted: number
  /** Killed and timeouts, of all; NaN of none. */
  share: number
  /** The ends of its 95 % interval. */
  from: number
  to: number
}

export function scoreOf(trials: readonly Trial[]): Score {
  const count = (outcome: Trial['outcome']) => trials.filter(trial => trial.outcome === outcome).length
  const killed = count('killed')
  const timeouts = count('timeout')
  return {
    killed,
    timeouts,
    survived: count('survived'),
    notExecuted: count('not executed'),
    share: (killed + timeouts) / trials.length,
    ...wilson(killed + timeouts, trials.length),
  }
}

/** Of a normal distribution, 95 % is within so many standard deviations. */
const Z = 1.96

/** Wilson's interval of a share: it holds for few trials, and for shares near 0 and 1. */
export function wilson(hits: number, trials: number): { from: number; to: number } {
  if (trials === 0) return { from: 0, to: 1 }
  const share = hits / trials
  const scale = 1 + Z ** 2 / trials
  const middle = share + Z ** 2 / (2 * trials)
  const half = Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2))
  return { from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) }
}
