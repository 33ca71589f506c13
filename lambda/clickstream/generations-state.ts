import * as z from 'zod/mini'
import {
  contains,
  generationAt,
  type MinuteRange,
  minuteRange,
  overlaid,
  pruned,
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
    /** ISO 8601. Earlier events are read from the stream; later ones are counted in both generations. */
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

const HOUR_MS = 3_600_000
/** How long a build may take. */
const BUILD_MS = 24 * HOUR_MS
/** A day longer than figures are kept; older ones are not read. */
const SEGMENTS_MS = 31 * 24 * HOUR_MS

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
export function begun(state: GenerationsState, { from, to }: MinuteRange, now: Date): BuildingState {
  const newest = state.newest + 1
  const building = {
    generation: String(newest),
    from,
    to,
    startedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + BUILD_MS).toISOString(),
  }
  return { ...state, building, newest, revision: state.revision + 1 }
}

/** The state after the build went live. */
export function swapped({ building, ...state }: BuildingState, now: Date): GenerationsState {
  const horizon = `${new Date(now.getTime() - SEGMENTS_MS).toISOString().slice(0, 16)}Z`
  const segments = pruned(overlaid(state.segments, building, building.generation), horizon)
  return { ...state, segments, revision: state.revision + 1 }
}

/** The state without a build. */
export function abandoned({ building: _, ...state }: GenerationsState): GenerationsState {
  return { ...state, revision: state.revision + 1 }
}
