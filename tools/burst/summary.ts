import type { DepthSample } from '../clients/queue-depth.ts'
import { count } from '../terminal/duration.ts'
import { type Drain, drainOf } from './drain.ts'
import type { Results } from './experiment.ts'
import { type Tally, tallyOf } from './tally.ts'

/** The conditions of the experiment. */
export interface Conditions {
  clip: { seconds: number; size: string; bytes: number }
  connections: number
  /** Such as `the local AWS on this machine, 2 processors`. */
  place: string
}

/** The results of the experiment, as they are printed and drawn. */
export interface Summary extends Conditions {
  encoders: number
  baseline: { synchronous: Tally; queue: Tally }
  burst: { synchronous: Tally; queue: Tally }
  drain: Drain | undefined
  /** How many of the burst's videos are in the encoders' log. */
  logged: number
  /** The queue's depth during the burst. */
  depth: readonly DepthSample[]
}

export function summarize({ baseline, burst, encoders }: Results, conditions: Conditions): Summary {
  const { uploads, outcomes, work, depth } = burst.queue
  return {
    ...conditions,
    encoders,
    baseline: { synchronous: tallyOf(baseline.synchronous), queue: tallyOf(baseline.queue) },
    burst: { synchronous: tallyOf(burst.synchronous), queue: tallyOf(burst.queue) },
    drain: drainOf(uploads, outcomes, work, encoders),
    logged: work.length,
    depth,
  }
}

/** The conditions of the measurement, in one line. */
export function conditionsLine({ clip, encoders, connections, place }: Summary): string {
  return (
    `clips of ${clip.seconds} s, ${clip.size}, ${Math.round(clip.bytes / 1024)} KiB · ` +
    `${encoders} encoders in each shape · up to ${count(connections)} connections at once, no retries · ${place}`
  )
}
