import type { DepthSample } from '../clients/queue-depth.ts'
import { count } from '../terminal/duration.ts'
import { type Drain, drainOf } from './drain.ts'
import type { Results } from './experiment.ts'
import { type Tally, tallyOf } from './tally.ts'

/** What was uploaded, how and where. */
export interface Conditions {
  clip: { seconds: number; size: string; bytes: number }
  connections: number
  /** Such as `the local AWS on this machine, 2 processors`. */
  place: string
}

/** What the experiment found, as it is printed and drawn. */
export interface Summary extends Conditions {
  encoders: number
  baseline: { synchronous: Tally; queue: Tally }
  burst: { synchronous: Tally; queue: Tally }
  drain: Drain | undefined
  /** Of how many of the burst's videos the encoders' log tells. */
  logged: number
  /** Of the burst. */
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

/** One line that says under what conditions the figures were taken. */
export function conditionsLine({ clip, encoders, connections, place }: Summary): string {
  return (
    `clips of ${clip.seconds} s, ${clip.size}, ${Math.round(clip.bytes / 1024)} KiB · ` +
    `${encoders} encoders in either shape · up to ${count(connections)} connections at once, no retries · ${place}`
  )
}
