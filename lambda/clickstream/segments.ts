import * as z from 'zod/mini'

/** Minutes are strings in UTC such as `2026-11-29T10:15Z`, which sort by time; '' sorts before all of them. */
export const minuteRange = {
  /** The first minute. */
  from: z.string(),
  /** The minute after the last; '' if the range has no end. */
  to: z.string(),
}

/** The minutes up to the next segment's first, and the generation of their figures. */
export const segment = z.readonly(
  z.object({
    /** The first minute; '' for the first segment. */
    from: z.string(),
    generation: z.string(),
    /**
     * The minute in which a replay began to count the figures, if that is so long after the minutes that the figures are
     * kept longer than the age of the minutes says.
     */
    replayedAt: z.optional(z.string()),
  }),
)

export type MinuteRange = Readonly<Record<keyof typeof minuteRange, string>>
export type Segment = z.infer<typeof segment>

export function contains({ from, to }: MinuteRange, minute: string): boolean {
  return from <= minute && (to === '' || minute < to)
}

/** @param segments sorted; the first starts at '' */
export function generationAt(segments: readonly Segment[], minute: string): string {
  const segment = segments.findLast(({ from }) => from <= minute)
  if (segment) return segment.generation
  throw new Error(`No segment begins before ${minute}: the first segment must begin at ''.`)
}

/** The segments after the figures of a range were moved to `generation`. */
export function overlaid(
  segments: readonly Segment[],
  { from, to }: MinuteRange,
  generation: string,
): Segment[] {
  const before = segments.filter(segment => segment.from < from)
  const after =
    to === ''
      ? []
      : [{ from: to, generation: generationAt(segments, to) }, ...segments.filter(({ from }) => from > to)]
  return joined([...before, { from, generation }, ...after])
}

/** Removes the first segments that have no figures since `minute`; the first remaining one then starts at ''. */
export function pruned(segments: readonly Segment[], minute: string): Segment[] {
  const first = segments.findIndex((segment, index) => {
    const end = segments[index + 1]?.from
    return end === undefined || end > minute || isReplayedSince(segment, minute)
  })
  return segments.slice(first).map((segment, index) => (index === 0 ? { ...segment, from: '' } : segment))
}

/**
 * The first minute from a minute on that may have figures which were counted since `horizon`.
 *
 * @param segments sorted; the first starts at ''
 */
export function nextCountedSince(segments: readonly Segment[], horizon: string, minute: string): string {
  if (minute >= horizon) return minute
  const index = segments.findLastIndex(({ from }) => from <= minute)
  const later = segments.slice(Math.max(0, index)).find(segment => isReplayedSince(segment, horizon))
  if (later === undefined || later.from >= horizon) return horizon
  return later.from > minute ? later.from : minute
}

function isReplayedSince({ replayedAt = '' }: Segment, minute: string): boolean {
  return replayedAt > minute
}

/** Joins neighbouring segments of the same generation. */
function joined(segments: readonly Segment[]): Segment[] {
  return segments.filter(({ generation }, index) => segments[index - 1]?.generation !== generation)
}
