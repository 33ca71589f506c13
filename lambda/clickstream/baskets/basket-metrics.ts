import { countUnlessZero } from '../../runtime/metrics.ts'
import type { EventResults } from '../event-results.ts'
import type { RecordContents } from '../stream-record.ts'
import type { Taken } from './taking.ts'

/** Writes how many events of one invocation changed baskets, or could have: `BasketEvents`. */
export function measureTaking(_contents: RecordContents, { outcomes }: EventResults<Taken>): void {
  countUnlessZero('BasketEvents', [...outcomes.values()].filter(outcome => outcome === 'taken').length)
}
