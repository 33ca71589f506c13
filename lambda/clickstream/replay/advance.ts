import type { Turn } from '../../runtime/turn.ts'
import type { Build } from '../generations-state.ts'
import { readBuild } from './build.ts'
import { lake } from './lake-objects.ts'
import { LakeReader } from './lake-reader.ts'
import type { Page, PartReader, Position } from './page.ts'
import { countPage } from './page-counting.ts'
import { assertDelivered } from './part-beginnings.ts'
import { keepProgress, type PartProgress, type PartStatus, readProgress, statusOf } from './part-progress.ts'
import { LAKE, nameOf } from './parts.ts'
import { type Plan, plannedPart, planOf } from './plan.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'
import { mayHaveExpired, readingSince, STREAM_RETENTION_MS } from './schedule.ts'
import { ShardReader } from './shard-reader.ts'

export interface Advanced {
  readonly part: PartStatus
  /** Parts that must be read first. */
  readonly waitsFor: readonly string[]
}

/**
 * Reads and counts a part from where it was left, for the time of the turn. It is safe to advance a part twice at once:
 * events are counted once, and the slower call stops when it finds that the other has read further.
 *
 * @throws ReplayRefused if events have expired that are not read yet
 */
export async function advance({ generation, part }: RequestOf<'advance'>, turn: Turn): Promise<Advanced> {
  const { building: build } = await readBuild(generation)
  const plan = await planOf(build)
  const planned = plannedPart(plan, build, part)
  const progress = await readProgress(build, plan)
  const start = progress.get(part)
  if (!start) throw new Error(`There is no progress of ${nameOf(part)}.`)
  const waitsFor = planned.parents.filter(parent => !progress.get(parent)?.done)
  const replay = { build, plan, turn, readToInLake: progress.get(LAKE)?.readTo }
  const reached = waitsFor.length > 0 ? start : await readOn(part, replay, start)
  return { part: statusOf(planned, reached), waitsFor }
}

interface Replay {
  readonly build: Build
  readonly plan: Plan
  readonly turn: Turn
  /** Undefined without the lake. */
  readonly readToInLake: string | undefined
}

async function readOn(part: string, replay: Replay, start: PartProgress): Promise<PartProgress> {
  const reader = readerOf(part, replay, start)
  try {
    return await readWith(reader, part, replay, start)
  } finally {
    reader.close()
  }
}

async function readWith(
  reader: PartReader,
  part: string,
  replay: Replay,
  start: PartProgress,
): Promise<PartProgress> {
  let progress = start
  while (!progress.done) {
    assertNotExpired(part, progress)
    const page = await reader.next()
    if (page) assertComplete(part, page, replay)
    const counts = page && (await countPage(page, replay.build, replay.turn))
    if (!page || !counts) return progress
    const { events, poison } = counts
    const next = {
      ...reached(progress, page, replay.plan),
      records: progress.records + page.records.length,
      events: progress.events + events,
      poison: progress.poison + poison,
    }
    const kept = await keepProgress(replay.build, part, next)
    if (!kept) return (await readProgress(replay.build, replay.plan)).get(part) ?? progress
    progress = kept
  }
  return progress
}

function readerOf(part: string, { plan, turn }: Replay, start: PartProgress): PartReader {
  if (part !== LAKE) return new ShardReader(part, positionOf(start, readingSince), turn)
  const arrivals = { readTo: new Date(start.readTo), until: new Date(plan.until) }
  return new LakeReader(
    positionOf(start, time => time),
    arrivals,
    turn,
  )
}

function positionOf({ last, readTo }: PartProgress, since: (time: Date) => Date): Position {
  return last ? { after: last.after } : { since: since(new Date(readTo)) }
}

/** After a long gap without records, the position is a time instead of a record, so that the gap is read only once. */
function reached(progress: PartProgress, { last: end, readTo, atEnd }: Page, { until }: Plan): PartProgress {
  const { last: lastBefore, ...rest } = progress
  const to = new Date(Math.max(readTo.getTime(), Date.parse(progress.readTo)))
  const last = end ? { after: end.after, arrivedAt: end.arrivedAt.toISOString() } : lastBefore
  return {
    ...rest,
    readTo: to.toISOString(),
    done: atEnd || to > new Date(until),
    ...(last && new Date(last.arrivedAt) >= readingSince(to) && { last }),
  }
}

function assertComplete(part: string, { records }: Page, { build, plan, readToInLake }: Replay): void {
  if (part === LAKE || readToInLake === undefined) return
  const arrivals = records.map(({ arrivedAt }) => arrivedAt)
  assertDelivered(build, { readTo: readToInLake, until: plan.until }, arrivals)
}

function assertNotExpired(part: string, { readTo }: PartProgress): void {
  const retentionMs = part === LAKE ? lake().retentionMs : STREAM_RETENTION_MS
  if (!mayHaveExpired(new Date(readTo), new Date(), retentionMs)) return
  const name = nameOf(part)
  throw new ReplayRefused(
    `${name.charAt(0).toUpperCase()}${name.slice(1)} is read to ${readTo}, and later events have expired since: ` +
      'abandon the replay and begin one of later minutes.',
  )
}
