import * as z from 'zod/mini'
import { UNWRITTEN } from '../../runtime/revised-item.ts'
import type { Build } from '../generations-state.ts'
import { documentName, readDocuments, replayDocument, writeDocument } from './documents.ts'
import { beginningOfLake, beginningOfStream } from './part-beginnings.ts'
import { LAKE, type ReplayedPart } from './parts.ts'
import { hasLakePart, type Plan } from './plan.ts'
import { firstArrivalOf } from './schedule.ts'

/** The progress of reading and counting a part. */
const partProgress = z.readonly(
  z.object({
    ...replayDocument,
    /** ISO 8601. All earlier records are read. */
    readTo: z.string(),
    /** The last place that was read; undefined if there is none, or a long gap follows it. */
    last: z.optional(z.readonly(z.object({ after: z.string(), arrivedAt: z.string() }))),
    done: z.boolean(),
    /** Records read. */
    records: z.number(),
    /** Of these, counted events of the range. */
    events: z.number(),
    /**
     * Records that break a contract, and objects of the lake that are corrupt: they are skipped, like records that the
     * live counting gives up.
     */
    poison: z.number(),
  }),
)

export type PartProgress = z.infer<typeof partProgress>

/** A part of a replay, and its progress. */
export type PartStatus = ReplayedPart & Omit<PartProgress, 'revision' | 'last'>

/** The progress of all parts, by part. */
export async function readProgress(build: Build, plan: Plan): Promise<ReadonlyMap<string, PartProgress>> {
  const names = new Map(plan.parts.map(({ part }) => [part, documentName(build.generation, `part#${part}`)]))
  const found = await readDocuments(partProgress, [...names.values()])
  const stored = (part: string) => found.get(names.get(part) ?? '')
  const ofLake = hasLakePart(plan) ? (stored(LAKE) ?? startAt(beginningOfLake(build))) : undefined
  const ofShard = startAt(ofLake ? beginningOfStream(build, ofLake, new Date()) : firstArrivalOf(build.from))
  return new Map(plan.parts.map(({ part }) => [part, (part === LAKE ? ofLake : stored(part)) ?? ofShard]))
}

function startAt(time: Date): PartProgress {
  return { readTo: time.toISOString(), done: false, records: 0, events: 0, poison: 0, revision: UNWRITTEN }
}

/** @returns the written progress; undefined if another invocation has read further */
export function keepProgress(
  build: Build,
  part: string,
  progress: PartProgress,
): Promise<PartProgress | undefined> {
  return writeDocument(documentName(build.generation, `part#${part}`), progress, build)
}

export function statusOf(part: ReplayedPart, progress: PartProgress): PartStatus {
  const { readTo, done, records, events, poison } = progress
  return { ...part, readTo, done, records, events, poison }
}

export async function partStatuses(build: Build, plan: Plan): Promise<PartStatus[]> {
  const progress = await readProgress(build, plan)
  return plan.parts.flatMap(part => {
    const found = progress.get(part.part)
    return found ? [statusOf(part, found)] : []
  })
}
