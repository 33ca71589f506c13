import * as z from 'zod/mini'
import { UNWRITTEN } from '../../runtime/revised-item.ts'
import { FIGURES_DAYS } from '../figures.ts'
import type { Build } from '../generations-state.ts'
import { documentName, readDocument, replayDocument, writeDocument } from './documents.ts'
import { LAKE, type ReplayedPart, replayedPart } from './parts.ts'
import { ReplayRefused } from './refused.ts'
import { CLOCK_SKEW_MS, earliestArrival, firstArrivalOf, readingSince } from './schedule.ts'
import { shardsSince } from './shards.ts'

/** What a replay reads: shards, and before them the lake if it is the source. */
const plan = z.readonly(
  z.object({
    ...replayDocument,
    /** Without later shards, whose events are all counted in both generations. */
    parts: z.readonly(z.array(replayedPart)),
    /** ISO 8601. Later arrivals are counted in both generations, or too late for the figures, and need not be read. */
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
  return readDocument(plan, documentName(generation, 'plan'))
}

async function newPlan(build: Build): Promise<Plan> {
  const now = new Date()
  const caughtUp = new Date(now.getTime() + CLOCK_SKEW_MS)
  const { parts, until } =
    build.source === 'lake'
      ? await planWithLake(build, now, caughtUp)
      : { parts: await shardsSince(readingSince(firstArrivalOf(build.from))), until: caughtUp }
  const written = await writeDocument<Plan>(
    documentName(build.generation, 'plan'),
    { parts, until: until.toISOString(), revision: UNWRITTEN },
    build,
  )
  return written ?? planOf(build)
}

const DAY_MS = 24 * 3_600_000

/**
 * First the lake, then what the stream has that Firehose may not have delivered yet. Events that arrive late are read for as
 * long after the range as its figures were kept, so the figures are those that were counted live.
 */
async function planWithLake(
  { from, to }: Build,
  now: Date,
  caughtUp: Date,
): Promise<{ parts: ReplayedPart[]; until: Date }> {
  const latest = to === '' ? Number.POSITIVE_INFINITY : Date.parse(to) + FIGURES_DAYS * DAY_MS
  const until = new Date(Math.min(caughtUp.getTime(), latest))
  const inStream = earliestArrival(now)
  const since = new Date(Math.max(firstArrivalOf(from).getTime(), inStream.getTime()))
  const shards = until < inStream ? [] : await shardsSince(readingSince(since))
  const parts = shards.map(({ part, parents }) => ({ part, parents: [LAKE, ...parents] }))
  return { parts: [{ part: LAKE, parents: [] }, ...parts], until }
}

/** Whether the plan has the lake. */
export function hasLakePart({ parts }: Plan): boolean {
  return parts.some(({ part }) => part === LAKE)
}

/** @throws ReplayRefused if the plan has no such part */
export function plannedPart({ parts }: Plan, { generation }: Build, part: string): ReplayedPart {
  const found = parts.find(each => each.part === part)
  if (found) return found
  const known = parts.map(each => each.part).join(', ')
  throw new ReplayRefused(
    `The replay of generation ${generation} does not read the part ${part}: use one of ${known}.`,
  )
}
