import { count } from '../terminal/duration.ts'
import type { Finding } from '../trace/findings.ts'
import type { Drain } from './drain.ts'
import type { Tally } from './tally.ts'

/** How long a queue may take to empty, as a multiple of the ideal. */
export const DRAIN_LIMIT = 1.15
/** The share of failed uploads from which a shape visibly fails. */
const VISIBLE = 0.1

/** What the queue must achieve. */
export function queueExpectations(baseline: Tally, burst: Tally, drain: Drain | undefined): Finding[] {
  return [
    { claim: `encodes all of the baseline's ${baseline.uploads}`, holds: isComplete(baseline) },
    {
      claim: `takes ${count(burst.uploads)} at once without failing or losing any (${count(burst.encoded)} encoded)`,
      holds: isComplete(burst),
    },
    {
      claim: `empties within ${DRAIN_LIMIT} × the ideal (${drain ? `${drain.ratio.toFixed(2)} ×` : 'nothing was encoded'})`,
      holds: drain !== undefined && drain.ratio <= DRAIN_LIMIT,
    },
  ]
}

/** What the synchronous shape must show. */
export function synchronousExpectations(baseline: Tally, burst: Tally): Finding[] {
  return [
    { claim: `encodes all of the baseline's ${baseline.uploads}`, holds: isComplete(baseline) },
    {
      claim: `visibly fails with ${count(burst.uploads)} at once: ${count(burst.failed)} fail, at least one in ten`,
      holds: burst.failed >= burst.uploads * VISIBLE,
    },
  ]
}

function isComplete({ uploads, encoded }: Tally): boolean {
  return encoded === uploads
}
