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

/** In which generation of the figures a minute is counted. */
export interface Generations {
  /** The one that is read, and that every event is counted in. */
  liveAt(minute: string): string
  /** The one that a replay builds; an event is counted in it as well. Undefined where none is built of this minute. */
  buildingAt(minute: string): string | undefined
}

/** A replay that is under way. */
const build = z.readonly(
  z.object({
    ...minuteRange,
    generation: z.string(),
    /** ISO 8601. An event that arrived before is read from the stream; the ones after are counted in both generations. */
    startedAt: z.string(),
    /** ISO 8601. From then on events are no longer counted in it, so that it can never be read. */
    expiresAt: z.string(),
  }),
)

/** What is written down of the generations. Every change of it makes a new revision. */
export const generationsState = z.readonly(
  z.object({
    segments: z.readonly(z.array(segment)),
    building: z.optional(build),
    /** The latest generation that was begun: no number is given twice, as what was counted in an abandoned one stays. */
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
/** A day longer than figures are kept: nobody reads what is older. */
const SEGMENTS_MS = 31 * 24 * HOUR_MS

/**
 * Whether a build has expired is decided once, at `now`: an invocation that began to count in both generations goes on,
 * whatever happens meanwhile.
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

/** Begins a build of the next generation, in place of one that may be there. */
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

/** What was built is live. */
export function swapped({ building, ...state }: BuildingState, now: Date): GenerationsState {
  const horizon = `${new Date(now.getTime() - SEGMENTS_MS).toISOString().slice(0, 16)}Z`
  const segments = pruned(overlaid(state.segments, building, building.generation), horizon)
  return { ...state, segments, revision: state.revision + 1 }
}

/** Nothing is built any more. */
export function abandoned({ building: _, ...state }: GenerationsState): GenerationsState {
  return { ...state, revision: state.revision + 1 }
}
