import * as z from 'zod/mini'
import type { Build } from '../generations-state.ts'
import { documentName, readDocument, replayDocument, UNWRITTEN, writeDocument } from './documents.ts'
import { ReplayRefused } from './refused.ts'
import { CLOCK_SKEW_MS, firstArrivalOf, readingSince } from './schedule.ts'
import { type ReplayedShard, replayedShard, shardsSince } from './shards.ts'

/** The shards that a replay reads. */
const plan = z.readonly(
  z.object({
    ...replayDocument,
    /** Without later shards, whose events are all counted in both generations. */
    shards: z.readonly(z.array(replayedShard)),
    /** ISO 8601. Later events are counted in both generations and need not be read. */
    until: z.string(),
  }),
)

export type Plan = z.infer<typeof plan>

/** The plan of a build. It is made once, after the build is stored, so that no event is missed. */
export async function planOf(build: Build): Promise<Plan> {
  return (await findPlan(build)) ?? (await newPlan(build))
}

/** The stored plan; undefined if the replay was interrupted before the plan was made. */
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

/** @throws ReplayRefused if the plan has no such shard */
export function plannedShard({ shards }: Plan, { generation }: Build, shardId: string): ReplayedShard {
  const shard = shards.find(each => each.shardId === shardId)
  if (shard) return shard
  const known = shards.map(each => each.shardId).join(', ')
  throw new ReplayRefused(
    `The replay of generation ${generation} does not read the shard ${shardId}: use one of ${known}.`,
  )
}
