import { type Progress, progressOf } from './progress.ts'
import type { Comparison, ReplayFunction, ReplayStatus, ShardStatus } from './replay-function.ts'

/** How many shards to read at a time. */
const SIDE_BY_SIDE = 4

export interface Replayed {
  generation: string
  /** Whether an earlier run had started it. */
  continued: boolean
  progress: Progress
  comparison: Comparison | undefined
}

interface Range {
  /** Minutes in UTC: `2026-11-29T10:15Z`. */
  from: string
  to?: string
}

/**
 * Counts the minutes of a range again from past records of the stream, beside the live figures, and makes the new ones
 * live when they are complete. It can be interrupted and repeated at any time.
 *
 * @param tell receives the progress
 * @throws ReplayRefusedError
 */
export async function replayTrends(
  replay: ReplayFunction,
  { from, to }: Range,
  tell: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<Replayed> {
  const { continued, replay: begun } = await replay.begin(from, to)
  let status: ReplayStatus = begun
  tell(progressOf(status))
  while (!status.shards.every(({ done }) => done)) {
    signal?.throwIfAborted()
    const read = await Promise.all(
      readable(status.shards).map(({ shardId }) => replay.advance(begun.generation, shardId)),
    )
    const byId = new Map(read.map(shard => [shard.shardId, shard]))
    status = { ...status, shards: status.shards.map(shard => byId.get(shard.shardId) ?? shard) }
    tell(progressOf(status))
  }
  const comparison = await untilLive(replay, begun.generation, signal)
  return { generation: begun.generation, continued, progress: progressOf(status), comparison }
}

async function untilLive(
  replay: ReplayFunction,
  generation: string,
  signal: AbortSignal | undefined,
): Promise<Comparison | undefined> {
  for (;;) {
    signal?.throwIfAborted()
    const { live, comparison } = await replay.finish(generation)
    if (live) return comparison
  }
}

/** Unfinished shards whose parents are finished. */
function readable(shards: readonly ShardStatus[]): ShardStatus[] {
  const done = new Set(shards.filter(shard => shard.done).map(({ shardId }) => shardId))
  return shards
    .filter(shard => !shard.done && shard.parents.every(parent => done.has(parent)))
    .slice(0, SIDE_BY_SIDE)
}
