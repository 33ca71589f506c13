import * as z from 'zod/mini'

/** Minutes are texts in UTC such as `2026-11-29T10:15Z`: they are in order as texts, and '' is before all of them. */
export const minuteRange = {
  /** The first minute. */
  from: z.string(),
  /** The minute after the last; '' where the range has no end. */
  to: z.string(),
}

/** Minutes up to the next segment's first, and the generation in which their figures live. */
export const segment = z.readonly(
  z.object({
    /** The first minute; '' for the first segment. */
    from: z.string(),
    generation: z.string(),
  }),
)

export type MinuteRange = Readonly<Record<keyof typeof minuteRange, string>>
export type Segment = z.infer<typeof segment>

export function contains({ from, to }: MinuteRange, minute: string): boolean {
  return from <= minute && (to === '' || minute < to)
}

/** @param segments sorted, the first from '' */
export function generationAt(segments: readonly Segment[], minute: string): string {
  const segment = segments.findLast(({ from }) => from <= minute)
  if (segment) return segment.generation
  throw new Error(`No segment begins before ${minute}: the first of them has to begin at ''.`)
}

/** The same segments, save that the figures of a range live in `generation`. */
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

/** Without what ends before `minute`: the first segment that is left takes its place. */
export function pruned(segments: readonly Segment[], minute: string): Segment[] {
  const first = Math.max(
    0,
    segments.findLastIndex(({ from }) => from <= minute),
  )
  return segments.slice(first).map((segment, index) => (index === 0 ? { ...segment, from: '' } : segment))
}

/** Neighbours of one generation are one segment. */
function joined(segments: readonly Segment[]): Segment[] {
  return segments.filter(({ generation }, index) => segments[index - 1]?.generation !== generation)
}
