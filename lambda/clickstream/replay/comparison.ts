import * as z from 'zod/mini'
import { UNWRITTEN } from '../../runtime/revised-item.ts'
import type { Turn } from '../../runtime/turn.ts'
import { FIGURES_DAYS, type Figures, sumOf } from '../figures.ts'
import type { Build } from '../generations-state.ts'
import { minuteAfter, minuteOf, minutesBetween } from '../minute.ts'
import { generationAt, nextCountedSince, type Segment } from '../segments.ts'
import { figuresOfMinute } from '../trends-queries.ts'
import { documentName, readDocument, replayDocument, writeDocument } from './documents.ts'

/** A minute of a product whose live and replayed figures differ. */
const difference = z.object({
  minute: z.string(),
  sku: z.string(),
  /** Only the figures that differ, by name. */
  figures: z.record(z.string(), z.object({ live: z.string(), replayed: z.string() })),
})

/** How the replayed figures compare with the live figures. */
const comparison = {
  /** The minute up to which the figures are compared, exclusive. */
  comparedTo: z.string(),
  /** How many of the minutes before were not compared because their live figures may have expired. */
  expired: z.optional(z.number()),
  /** How many minutes of a product have figures in either. */
  productMinutes: z.number(),
  /** Of these, those where some figure is higher, so the live counting missed something. */
  rose: z.number(),
  /** Those where some figure is lower, and none is higher. */
  fell: z.number(),
  /** The first minute with a figure that is lower. */
  firstFallen: z.optional(z.string()),
  /** The first differences. */
  examples: z.readonly(z.array(difference)),
}

const comparisonDocument = z.readonly(z.object({ ...comparison, ...replayDocument }))

type Difference = z.infer<typeof difference>
type ComparisonDocument = z.infer<typeof comparisonDocument>
export type Comparison = Omit<ComparisonDocument, keyof typeof replayDocument>

const MOST_EXAMPLES = 10
/** Minutes that are compared in parallel; each needs a query per stripe and generation. */
const SIDE_BY_SIDE = 4
/** The delay before figures that differ are read again: a count may be in progress, and the index lags the table. */
const SECOND_LOOK_MS = 1_000

/**
 * Continues the comparison from where it was left, for the time of the turn. Minutes after the build's start have only
 * events that were counted in both generations, so they are not compared. Nor are minutes whose live figures may have
 * expired: there, the replayed figures are the only ones.
 */
export async function compareOn(
  build: Build,
  segments: readonly Segment[],
  turn: Turn,
): Promise<{ comparison: Comparison; complete: boolean }> {
  const name = documentName(build.generation, 'comparison')
  const end = endOf(build)
  const horizon = horizonOf(build)
  let comparison = (await readDocument(comparisonDocument, name)) ?? startOf(build)
  while (comparison.comparedTo < end && turn.isLeft()) {
    const minutes = minutesFrom(nextCountedSince(segments, horizon, comparison.comparedTo), end)
    const compared = await Promise.all(minutes.map(minute => compareMinute(minute, build, segments, turn)))
    const next = toMinute(
      compared.reduce(added, comparison),
      minutes[0] ?? end,
      minutes.at(-1) ?? minuteAfter(end, -1),
    )
    const kept = await writeDocument(name, next, build)
    comparison = kept ?? (await readDocument(comparisonDocument, name)) ?? comparison
  }
  return { comparison: shown(comparison), complete: comparison.comparedTo >= end }
}

/** The stored comparison of a generation. */
export async function readComparison(generation: string): Promise<Comparison | undefined> {
  const found = await readDocument(comparisonDocument, documentName(generation, 'comparison'))
  return found && shown(found)
}

function shown({ revision: _, ...comparison }: ComparisonDocument): Comparison {
  return comparison
}

function startOf({ from }: Build): ComparisonDocument {
  return { comparedTo: from, productMinutes: 0, rose: 0, fell: 0, examples: [], revision: UNWRITTEN }
}

function endOf({ to, startedAt }: Build): string {
  const afterStart = minuteAfter(minuteOf(new Date(startedAt)), 1)
  return to !== '' && to < afterStart ? to : afterStart
}

/** Live figures of earlier minutes may expire during the replay, which takes less than a day. */
function horizonOf({ startedAt }: Build): string {
  return minuteAfter(minuteOf(new Date(startedAt)), -(FIGURES_DAYS - 1) * 24 * 60)
}

/** The comparison to the minute after `last`, without the minutes before `first`. */
function toMinute(sum: ComparisonDocument, first: string, last: string): ComparisonDocument {
  const expired = (sum.expired ?? 0) + minutesBetween(sum.comparedTo, first)
  return { ...sum, comparedTo: minuteAfter(last, 1), ...(expired > 0 && { expired }) }
}

function minutesFrom(minute: string, end: string): string[] {
  return Array.from({ length: SIDE_BY_SIDE }, (_, index) => minuteAfter(minute, index)).filter(
    each => each < end,
  )
}

interface ComparedMinute {
  readonly productMinutes: number
  readonly differences: readonly Difference[]
}

async function compareMinute(
  minute: string,
  build: Build,
  segments: readonly Segment[],
  turn: Turn,
): Promise<ComparedMinute> {
  const look = () => lookAt(minute, generationAt(segments, minute), build.generation)
  const first = await look()
  if (first.differences.length === 0) return first
  await turn.wait(SECOND_LOOK_MS)
  return look()
}

async function lookAt(minute: string, live: string, replayed: string): Promise<ComparedMinute> {
  const [liveFigures, replayedFigures] = await Promise.all([
    figuresBySku(live, minute),
    figuresBySku(replayed, minute),
  ])
  const skus = new Set([...liveFigures.keys(), ...replayedFigures.keys()])
  return {
    productMinutes: skus.size,
    differences: [...skus].flatMap(sku => {
      const figures = differing(liveFigures.get(sku), replayedFigures.get(sku))
      return Object.keys(figures).length === 0 ? [] : [{ minute, sku, figures }]
    }),
  }
}

async function figuresBySku(generation: string, minute: string): Promise<ReadonlyMap<string, Figures>> {
  const stored = Map.groupBy(await figuresOfMinute(generation, minute), ({ sku }) => sku)
  return new Map(Array.from(stored, ([sku, items]) => [sku, sumOf(items.map(({ figures }) => figures))]))
}

function differing(live: Figures = new Map(), replayed: Figures = new Map()): Difference['figures'] {
  const names = new Set([...live.keys(), ...replayed.keys()])
  return Object.fromEntries(
    [...names]
      .filter(name => (live.get(name) ?? 0n) !== (replayed.get(name) ?? 0n))
      .map(name => [
        name,
        { live: String(live.get(name) ?? 0n), replayed: String(replayed.get(name) ?? 0n) },
      ]),
  )
}

function added(sum: ComparisonDocument, { productMinutes, differences }: ComparedMinute): ComparisonDocument {
  const rose = differences.filter(isRise).length
  const firstFallen = sum.firstFallen ?? differences.find(hasFallen)?.minute
  return {
    ...sum,
    ...(firstFallen && { firstFallen }),
    productMinutes: sum.productMinutes + productMinutes,
    rose: sum.rose + rose,
    fell: sum.fell + differences.length - rose,
    examples: [...sum.examples, ...differences].slice(0, MOST_EXAMPLES),
  }
}

function hasFallen({ figures }: Difference): boolean {
  return Object.values(figures).some(({ live, replayed }) => BigInt(replayed) < BigInt(live))
}

function isRise({ figures }: Difference): boolean {
  return Object.values(figures).some(({ live, replayed }) => BigInt(replayed) > BigInt(live))
}
