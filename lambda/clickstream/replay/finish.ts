import { readState, replaceState } from '../generations.ts'
import { type Build, swapped } from '../generations-state.ts'
import { isLive, readBuild } from './build.ts'
import { type Comparison, compareOn, readComparison } from './comparison.ts'
import { planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import { shardStatuses } from './shard-progress.ts'
import type { Turn } from './turn.ts'

export interface Finished {
  /** Whether what was counted again is live. Otherwise the comparison goes on with the next call. */
  readonly live: boolean
  readonly comparison: Comparison | undefined
}

/**
 * Compares what was counted again with what is live, and makes it live. It becomes live whatever differs: the stream is
 * what happened, and the live counting may have missed some of it.
 *
 * @throws ReplayRefused where shards are not read to their ends, or the replay took too long
 */
export async function finish({ generation }: RequestOf<'finish'>, turn: Turn): Promise<Finished> {
  if (isLive(await readState(), generation)) {
    return { live: true, comparison: await readComparison(generation) }
  }
  const { building, segments } = await readBuild(generation)
  await assertRead(building)
  const { comparison, complete } = await compareOn(building, segments, turn)
  if (!complete) return { live: false, comparison }
  await swap(generation)
  return { live: true, comparison }
}

async function assertRead(build: Build): Promise<void> {
  const shards = await shardStatuses(build, await planOf(build))
  const unread = shards.filter(({ done }) => !done).map(({ shardId }) => shardId)
  if (unread.length === 0) return
  throw new ReplayRefused(
    `Generation ${build.generation} is not counted whole yet: advance ${unread.join(', ')} first.`,
  )
}

async function swap(generation: string): Promise<void> {
  const state = await readBuild(generation)
  if (await replaceState(state, swapped(state, new Date()))) return
  // Somebody else has changed it, or this very write had to be sent twice.
  if (!isLive(await readState(), generation)) await readBuild(generation)
}
