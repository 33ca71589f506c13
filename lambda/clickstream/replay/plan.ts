import * as z from 'zod/mini'
import type { Build } from '../generations-state.ts'
import { documentName, readDocument, replayDocument, UNWRITTEN, writeDocument } from './documents.ts'
import { ReplayRefused } from './refused.ts'
import { CLOCK_SKEW_MS, firstArrivalOf, readingSince } from './schedule.ts'
import { type ReplayedShard, replayedShard, shardsSince } from './shards.ts'

/** What a replay reads. */
const plan = z.readonly(
  z.object({
    ...replayDocument,
    /** Shards that are made later have only events that are counted in both generations anyway. */
    shards: z.readonly(z.array(replayedShard)),
    /** ISO 8601. What arrived later is counted in both generations and need not be read. */
    until: z.string(),
  }),
)

export type Plan = z.infer<typeof plan>

/** The plan of a build, which is made once: after the build was written down, so that no event is missed by both. */
export async function planOf(build: Build): Promise<Plan> {
  return (await findPlan(build)) ?? (await newPlan(build))
}

/** Undefined where the replay was interrupted before it was made. */
export function findPlan({ generation }: Build): Promise<Plan | undefined> {
  return readDocument(plan, documentName(generation))
}

async function newPlan(build: Build): Promise<Plan> {
  const until = new Date(Date.now() + CLOCK_SKEW_MS).toISOString()
  const shards = await shardsSince(readingSince(firstArrivalOf(build.from)))
  const written = await writeDocument<Plan>(
    documentName(build.generation),
    { shards, until, revision: UNWRITTEN },
    build,
  )
  return written ?? planOf(build)
}

/** @throws ReplayRefused where the plan has no such shard */
export function plannedShard({ shards }: Plan, { generation }: Build, shardId: string): ReplayedShard {
  const shard = shards.find(each => each.shardId === shardId)
  if (shard) return shard
  const known = shards.map(each => each.shardId).join(', ')
  throw new ReplayRefused(
    `The replay of generation ${generation} does not read the shard ${shardId}: use one of ${known}.`,
  )
}
