import * as z from 'zod/mini'

/** The part of a replay that is the lake; the others are shards of the stream, by their ids. */
export const LAKE = 'lake'

/** A part of what a replay reads, and its parents, which must be read first because their records are older. */
export const replayedPart = z.readonly(
  z.object({
    /** A shard's id, or `lake`. */
    part: z.string(),
    /** Only parents that must be read, too. */
    parents: z.readonly(z.array(z.string())),
  }),
)

export type ReplayedPart = z.infer<typeof replayedPart>

/** How errors and logs call a part. */
export function nameOf(part: string): string {
  return part === LAKE ? 'the lake' : `the shard ${part}`
}
