import * as z from 'zod/mini'
import { FIGURES_DAYS } from './figures.ts'
import { minuteAfter, minuteOf } from './minute.ts'
import {
  contains,
  generationAt,
  type MinuteRange,
  minuteRange,
  overlaid,
  pruned,
  type Segment,
  segment,
} from './segments.ts'

/** The generations of the figures that a minute is counted in. */
export interface Generations {
  /** The generation that is read; every event is counted in it. */
  liveAt(minute: string): string
  /**
   * The generation that a replay builds; events are counted in it as well. Undefined if none is built for the minute.
   */
  buildingAt(minute: string): string | undefined
}

/** A replay in progress. */
const build = z.readonly(
  z.object({
    ...minuteRange,
    generation: z.string(),
    /** Where past events are read first; undefined for the stream alone. */
    source: z.optional(z.literal('lake')),
    /** ISO 8601. Earlier events are read from the source; later ones are counted in both generations. */
    startedAt: z.string(),
    /** ISO 8601. After this, events are no longer counted in it, so it can never become live. */
    expiresAt: z.string(),
  }),
)

/** The stored state of the generations. Every change makes a new revision. */
export const generationsState = z.readonly(
  z.object({
    segments: z.readonly(z.array(segment)),
    building: z.optional(build),
    /** The latest generation that was started. Numbers are not reused, because the figures of an abandoned one stay. */
    newest: z.number(),
    revision: z.number(),
  }),
)

export type Build = z.infer<typeof build>
export type GenerationsState = z.infer<typeof generationsState>
export type BuildingState = GenerationsState & { readonly building: Build }

export const FIRST_STATE: GenerationsState = {
  segments: [{ from: '', generation: '0' }],
  newest: 0,
  revision: 0,
}

/** How long a build may take. */
const BUILD_MS = 24 * 3_600_000
const DAY_MINUTES = 24 * 60
/** A day longer than figures are kept; older ones are not read. */
const SEGMENTS_MINUTES = (FIGURES_DAYS + 1) * DAY_MINUTES

/**
 * Decides once, at `now`, whether a build has expired: an invocation that started to count in both generations
 * continues to do so.
 */
export function generationsOf({ segments, building }: GenerationsState, now: Date): Generations {
  const build = building && !isExpired(building, now) ? building : undefined
  return {
    liveAt: minute => generationAt(segments, minute),
    buildingAt: minute => (build && contains(build, minute) ? build.generation : undefined),
  }
}

export function isExpired({ expiresAt }: Build, now: Date): boolean {
  return now.toISOString() >= expiresAt
}

/** Starts a build of the next generation, and replaces any other build. */
export function begun(
  state: GenerationsState,
  { from, to, source }: MinuteRange & Pick<Build, 'source'>,
  now: Date,
): BuildingState {
  const newest = state.newest + 1
  const building = {
    generation: String(newest),
    from,
    to,
    ...(source && { source }),
    startedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + BUILD_MS).toISOString(),
  }
  return { ...state, building, newest, revision: state.revision + 1 }
}

/** The state after the build went live. */
export function swapped({ building, ...state }: BuildingState, now: Date): GenerationsState {
  const segments = overlaid(state.segments, building, building.generation).map(segment =>
    segment.generation === building.generation ? keptFor(building, segment) : segment,
  )
  const horizon = minuteAfter(minuteOf(now), -SEGMENTS_MINUTES)
  return { ...state, segments: pruned(segments, horizon), revision: state.revision + 1 }
}

/** The figures of a replay are kept from its start on, which within a day of their minutes makes no difference. */
function keptFor({ from, startedAt }: Build, segment: Segment): Segment {
  const replayedAt = minuteOf(new Date(startedAt))
  return from < minuteAfter(replayedAt, -DAY_MINUTES) ? { ...segment, replayedAt } : segment
}

/** The state without a build. */
export function abandoned({ building: _, ...state }: GenerationsState): GenerationsState {
  return { ...state, revision: state.revision + 1 }
}
