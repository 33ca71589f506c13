import type { Build } from '../generations-state.ts'
import { readBuild } from './build.ts'
import { countPage } from './page-counting.ts'
import { type Plan, plannedShard, planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import { mayHaveExpired, readingSince } from './schedule.ts'
import {
  keepProgress,
  readProgress,
  type ShardProgress,
  type ShardStatus,
  statusOf,
} from './shard-progress.ts'
import { type Page, type Position, ShardReader } from './shard-reader.ts'
import type { ReplayedShard } from './shards.ts'
import type { Turn } from './turn.ts'

export interface Advanced {
  readonly shard: ShardStatus
  /** Shards that must be read first. */
  readonly waitsFor: readonly string[]
}

/**
 * Reads and counts a shard from where it was left, for the time of the turn. It is safe to advance a shard twice at
 * once: events are counted once, and the slower call stops when it finds that the other has read further.
 *
 * @throws ReplayRefused if events have expired that are not read yet
 */
export async function advance({ generation, shardId }: RequestOf<'advance'>, turn: Turn): Promise<Advanced> {
  const { building: build } = await readBuild(generation)
  const plan = await planOf(build)
  const shard = plannedShard(plan, build, shardId)
  const [progress, ...ofParents] = await progressOf(build, plan, [shardId, ...shard.parents])
  if (!progress) throw new Error(`There is no progress of ${shardId}.`)
  const waitsFor = shard.parents.filter((_, index) => !ofParents[index]?.done)
  const reached = waitsFor.length > 0 ? progress : await readOn(shard, { build, plan, turn }, progress)
  return { shard: statusOf(shard, reached), waitsFor }
}

async function progressOf(build: Build, plan: Plan, shardIds: readonly string[]): Promise<ShardProgress[]> {
  const shards = shardIds.map(shardId => plannedShard(plan, build, shardId))
  const progress = await readProgress(build, shards)
  return shardIds.flatMap(shardId => progress.get(shardId) ?? [])
}

interface Replay {
  readonly build: Build
  readonly plan: Plan
  readonly turn: Turn
}

async function readOn(shard: ReplayedShard, replay: Replay, start: ShardProgress): Promise<ShardProgress> {
  const { shardId } = shard
  const reader = new ShardReader(shardId, positionOf(start), replay.turn)
  let progress = start
  while (!progress.done) {
    assertNotExpired(shardId, progress)
    const page = await reader.next()
    const counts = page && (await countPage(page.records, replay.build, replay.turn))
    if (!page || !counts) return progress
    const { events, poison } = counts
    const next = {
      ...reached(progress, page, replay.plan),
      records: progress.records + page.records.length,
      events: progress.events + events,
      poison: progress.poison + poison,
    }
    const kept = await keepProgress(replay.build, shardId, next)
    if (!kept) return (await progressOf(replay.build, replay.plan, [shardId]))[0] ?? progress
    progress = kept
  }
  return progress
}

/** After a long gap without records, the position is a time instead of a record, so that the gap is read only once. */
function reached(progress: ShardProgress, { records, readTo, atTip }: Page, { until }: Plan): ShardProgress {
  const { last: lastBefore, ...rest } = progress
  const to = new Date(Math.max(readTo.getTime(), Date.parse(progress.readTo)))
  const record = records.at(-1)
  const last = record
    ? { sequenceNumber: record.sequenceNumber, arrivedAt: record.arrivedAt.toISOString() }
    : lastBefore
  return {
    ...rest,
    readTo: to.toISOString(),
    done: atTip || to > new Date(until),
    ...(last && new Date(last.arrivedAt) >= readingSince(to) && { last }),
  }
}

function positionOf({ last, readTo }: ShardProgress): Position {
  return last ? { after: last.sequenceNumber } : { since: readingSince(new Date(readTo)) }
}

function assertNotExpired(shardId: string, { readTo }: ShardProgress): void {
  if (!mayHaveExpired(new Date(readTo), new Date())) return
  throw new ReplayRefused(
    `The shard ${shardId} is read to ${readTo}, and later events have expired since: ` +
      'abandon the replay and begin one of later minutes.',
  )
}
