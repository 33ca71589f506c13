import type { Turn } from '../../runtime/turn.ts'
import { readState, replaceState } from '../generations.ts'
import { type Build, swapped } from '../generations-state.ts'
import { isLive, readBuild } from './build.ts'
import { type Comparison, compareOn, readComparison } from './comparison.ts'
import { assertLakeIsOldEnough } from './lake-range.ts'
import { partStatuses } from './part-progress.ts'
import { planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'

export interface Finished {
  /** Whether the replayed figures are live. If not, the next call continues the comparison. */
  readonly live: boolean
  readonly comparison: Comparison | undefined
}

/**
 * Compares the replayed figures with the live ones, and makes them live. It does so whatever differs, because the
 * stream and the lake are the truth, and the live counting may have missed some of it.
 *
 * @throws ReplayRefused if parts are not read to their ends, the replay took too long, or the lake lacks events of before
 *   its beginning
 */
export async function finish({ generation }: RequestOf<'finish'>, turn: Turn): Promise<Finished> {
  if (isLive(await readState(), generation)) {
    return { live: true, comparison: await readComparison(generation) }
  }
  const { building, segments } = await readBuild(generation)
  await assertRead(building)
  const { comparison, complete } = await compareOn(building, segments, turn)
  await assertLakeIsOldEnough(building, comparison)
  if (!complete) return { live: false, comparison }
  await swap(generation)
  return { live: true, comparison }
}

async function assertRead(build: Build): Promise<void> {
  const parts = await partStatuses(build, await planOf(build))
  const unread = parts.filter(({ done }) => !done).map(({ part }) => part)
  if (unread.length === 0) return
  throw new ReplayRefused(
    `Generation ${build.generation} is not counted completely yet: advance ${unread.join(', ')} first.`,
  )
}

async function swap(generation: string): Promise<void> {
  const state = await readBuild(generation)
  if (await replaceState(state, swapped(state, new Date()))) return
  // Another call has changed it, or this write was sent twice.
  if (!isLive(await readState(), generation)) await readBuild(generation)
}
