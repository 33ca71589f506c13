import { completed } from '../runtime/in-time.ts'
import { countUnlessZero } from '../runtime/metrics.ts'
import type { CountResult, Outcome } from './count-result.ts'
import type { RecordContents } from './stream-record.ts'

/**
 * Writes the outcomes of one invocation's events as metrics: `LateEvents` came too late for their minute,
 * `DuplicateEvents` were sent twice, and `SkippedEvents` have types for other readers. Zeros are not written: CloudWatch
 * Logs charges by the byte.
 *
 * An event that is counted now has reached its end. It began when it arrived in the stream, because the time of an event
 * is set by the visitor.
 */
export function measureCounting({ skipped }: RecordContents, { outcomes }: CountResult): void {
  const endings = [...outcomes.values()]
  const count = (outcome: Outcome) => endings.filter(each => each === outcome).length
  countUnlessZero('LateEvents', count('late'))
  countUnlessZero('DuplicateEvents', count('duplicate'))
  countUnlessZero('SkippedEvents', skipped)
  for (const [{ arrivedAt }, outcome] of outcomes) {
    if (outcome === 'counted' || outcome === 'late') completed('clickstream', arrivedAt)
  }
}
