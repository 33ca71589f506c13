import { type Progress, progressOf } from './progress.ts'
import type { Comparison, PartStatus, ReplayFunction, ReplayStatus, Source } from './replay-function.ts'

/** How many parts to read at a time. */
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
  /** @default 'stream' */
  source?: Source
}

/**
 * Counts the minutes of a range again from past records of the stream or the lake, beside the live figures, and makes
 * the new ones live when they are complete. It can be interrupted and repeated at any time.
 *
 * @param tell receives the progress
 * @throws ReplayRefusedError
 */
export async function replayTrends(
  replay: ReplayFunction,
  { from, to, source }: Range,
  tell: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<Replayed> {
  const { continued, replay: begun } = await replay.begin(from, to, source)
  let status: ReplayStatus = begun
  tell(progressOf(status))
  while (!status.parts.every(({ done }) => done)) {
    signal?.throwIfAborted()
    const read = await Promise.all(
      readable(status.parts).map(({ part }) => replay.advance(begun.generation, part)),
    )
    const byName = new Map(read.map(each => [each.part, each]))
    status = { ...status, parts: status.parts.map(each => byName.get(each.part) ?? each) }
    tell(progressOf(status))
  }
  const comparison = await untilLive(replay, begun.generation, signal)
  return {
    generation: begun.generation,
    continued,
    progress: progressOf(status),
    comparison,
  }
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

/** Unfinished parts whose parents are finished. */
function readable(parts: readonly PartStatus[]): PartStatus[] {
  const done = new Set(parts.filter(each => each.done).map(({ part }) => part))
  return parts
    .filter(each => !each.done && each.parents.every(parent => done.has(parent)))
    .slice(0, SIDE_BY_SIDE)
}
