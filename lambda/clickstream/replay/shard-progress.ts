import * as z from 'zod/mini'
import type { Build } from '../generations-state.ts'
import { documentName, readDocuments, replayDocument, UNWRITTEN, writeDocument } from './documents.ts'
import type { Plan } from './plan.ts'
import { firstArrivalOf } from './schedule.ts'
import type { ReplayedShard } from './shards.ts'

/** The progress of reading and counting a shard. */
const shardProgress = z.readonly(
  z.object({
    ...replayDocument,
    /** ISO 8601. All earlier records are read. */
    readTo: z.string(),
    /** The last record that was read; undefined if there is none, or a long gap follows it. */
    last: z.optional(z.readonly(z.object({ sequenceNumber: z.string(), arrivedAt: z.string() }))),
    done: z.boolean(),
    /** Records read. */
    records: z.number(),
    /** Of these, counted events of the range. */
    events: z.number(),
    /** Of these, records that break a contract: they are skipped, like those that the live counting gives up. */
    poison: z.number(),
  }),
)

export type ShardProgress = z.infer<typeof shardProgress>

/** A shard of a replay, and its progress. */
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

/** @returns the written progress; undefined if another invocation has read further */
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
