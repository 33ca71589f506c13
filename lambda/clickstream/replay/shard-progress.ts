import * as z from 'zod/mini'
import type { Build } from '../generations-state.ts'
import { documentName, readDocuments, replayDocument, UNWRITTEN, writeDocument } from './documents.ts'
import type { Plan } from './plan.ts'
import { firstArrivalOf } from './schedule.ts'
import type { ReplayedShard } from './shards.ts'

/** How far a shard is read and counted. */
const shardProgress = z.readonly(
  z.object({
    ...replayDocument,
    /** ISO 8601. All that arrived before is read. */
    readTo: z.string(),
    /** The last record that was read; undefined where there is none, or where none follows it for long. */
    last: z.optional(z.readonly(z.object({ sequenceNumber: z.string(), arrivedAt: z.string() }))),
    done: z.boolean(),
    /** Records read. */
    records: z.number(),
    /** Of these, events of the range: they are counted. */
    events: z.number(),
    /** Records that break a contract: they are skipped, as the live counting gives them up. */
    poison: z.number(),
  }),
)

export type ShardProgress = z.infer<typeof shardProgress>

/** A shard of a replay, and how far it is. */
export type ShardStatus = ReplayedShard & Omit<ShardProgress, 'revision' | 'last'>

export async function readProgress(
  build: Build,
  shards: readonly ReplayedShard[],
): Promise<ReadonlyMap<string, ShardProgress>> {
  const names = shards.map(({ shardId }) => documentName(build.generation, shardId))
  const found = await readDocuments(shardProgress, names)
  return new Map(
    shards.map(({ shardId }, index) => [shardId, found.get(names[index] ?? '') ?? startOf(build)]),
  )
}

function startOf({ from }: Build): ShardProgress {
  const readTo = firstArrivalOf(from).toISOString()
  return { readTo, done: false, records: 0, events: 0, poison: 0, revision: UNWRITTEN }
}

/** @returns what was written; undefined where another invocation has read on from there */
export function keepProgress(
  build: Build,
  shardId: string,
  progress: ShardProgress,
): Promise<ShardProgress | undefined> {
  return writeDocument(documentName(build.generation, shardId), progress, build)
}

export function statusOf(shard: ReplayedShard, progress: ShardProgress): ShardStatus {
  const { readTo, done, records, events, poison } = progress
  return { ...shard, readTo, done, records, events, poison }
}

export async function shardStatuses(build: Build, { shards }: Plan): Promise<ShardStatus[]> {
  const progress = await readProgress(build, shards)
  return shards.map(shard => statusOf(shard, progress.get(shard.shardId) ?? startOf(build)))
}
