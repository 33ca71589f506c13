import { count } from '../terminal/duration.ts'
import type { Finding } from '../trace/findings.ts'
import type { Drain } from './drain.ts'
import type { Tally } from './tally.ts'

/** How much longer than the ideal a queue may take to run empty. */
export const DRAIN_LIMIT = 1.15
/** From which share on a failing shape is seen to fail. */
const VISIBLE = 0.1

/** What the queue is there for. */
export function queueExpectations(baseline: Tally, burst: Tally, drain: Drain | undefined): Finding[] {
  return [
    { claim: `encodes all of the baseline's ${baseline.uploads}`, holds: isComplete(baseline) },
    {
      claim: `takes ${count(burst.uploads)} at once: fails none and loses none (${count(burst.encoded)} are encoded)`,
      holds: isComplete(burst),
    },
    {
      claim: `runs empty within ${DRAIN_LIMIT} × the ideal (${drain ? `${drain.ratio.toFixed(2)} ×` : 'nothing was encoded'})`,
      holds: drain !== undefined && drain.ratio <= DRAIN_LIMIT,
    },
  ]
}

/** What it is there to show. */
export function synchronousExpectations(baseline: Tally, burst: Tally): Finding[] {
  return [
    { claim: `encodes all of the baseline's ${baseline.uploads}`, holds: isComplete(baseline) },
    {
      claim: `visibly fails with ${count(burst.uploads)} at once: ${count(burst.failed)} uploads, at least one in ten`,
      holds: burst.failed >= burst.uploads * VISIBLE,
    },
  ]
}

function isComplete({ uploads, encoded }: Tally): boolean {
  return encoded === uploads
}
