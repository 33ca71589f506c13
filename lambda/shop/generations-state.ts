import * as z from 'zod/mini'

/** A rebuild in progress. Times are ISO 8601 in UTC. */
const build = z.readonly(
  z.object({
    generation: z.string(),
    /** The events that were published from this time on are replayed. */
    from: z.string(),
    /** Until when; undefined for all up to the present. */
    to: z.optional(z.string()),
    startedAt: z.string(),
    /** When the replay had delivered everything; undefined before. */
    replayedAt: z.optional(z.string()),
  }),
)

/** The read model that was live before a rebuild. */
const previous = z.readonly(
  z.object({
    generation: z.string(),
    /** ISO 8601. Until then it is written like the live one, so that going back to it loses nothing. */
    keptUntil: z.string(),
    /** The rebuild that has replaced it; undefined in a state of an earlier release. */
    replacedBy: z.optional(build),
  }),
)

/** The stored state of the generations. Every change makes a new revision. */
export const generationsState = z.readonly(
  z.object({
    /** The generation that is read. */
    live: z.string(),
    building: z.optional(build),
    previous: z.optional(previous),
    /** The generation that the last undo has given up, so that a repeated undo is known; until the next build begins. */
    undone: z.optional(z.string()),
    /** The latest generation that was started. Numbers are not reused: what an abandoned one wrote may still be there. */
    newest: z.number(),
    revision: z.number(),
  }),
)

export type Build = z.infer<typeof build>
export type GenerationsState = z.infer<typeof generationsState>
export type BuildingState = GenerationsState & { readonly building: Build }

/** The generation of a stage that was never rebuilt. */
export const FIRST_GENERATION = '0'

/** The state before the first rebuild, which is not stored. */
export const FIRST_STATE: GenerationsState = { live: FIRST_GENERATION, newest: 0, revision: 0 }

/** How long the read model before a rebuild can be gone back to. */
const KEPT_MS = 24 * 3_600_000
/** An invocation that begins before the end of that time still writes it; the rest allows for clock differences. */
const UNDO_MARGIN_MS = 60_000

/** Starts the next generation. The one before the last rebuild is given up. */
export function begun(
  { previous: _, undone: __, ...state }: GenerationsState,
  { from, to }: Pick<Build, 'from' | 'to'>,
  now: Date,
): BuildingState {
  const newest = state.newest + 1
  const building = {
    generation: String(newest),
    from,
    ...(to !== undefined && { to }),
    startedAt: now.toISOString(),
  }
  return { ...state, building, newest, revision: state.revision + 1 }
}

/** The state after the replay has delivered everything. */
export function replayed(state: BuildingState, now: Date): BuildingState {
  const building = { ...state.building, replayedAt: now.toISOString() }
  return { ...state, building, revision: state.revision + 1 }
}

/** The state after the build went live. */
export function swapped({ building, ...state }: BuildingState, now: Date): GenerationsState {
  const keptUntil = new Date(now.getTime() + KEPT_MS).toISOString()
  return {
    ...state,
    live: building.generation,
    previous: { generation: state.live, keptUntil, replacedBy: building },
    revision: state.revision + 1,
  }
}

/** The state without a build. */
export function abandoned({ building: _, ...state }: GenerationsState): GenerationsState {
  return { ...state, revision: state.revision + 1 }
}

/** The state after the previous read model went live again. */
export function undone({ previous: _, ...state }: GenerationsState, generation: string): GenerationsState {
  return { ...state, live: generation, undone: state.live, revision: state.revision + 1 }
}

/** The state without the previous read model. */
export function discarded({ previous: _, ...state }: GenerationsState): GenerationsState {
  return { ...state, revision: state.revision + 1 }
}

/** Whether the previous read model has all that happened since the swap. */
export function canUndo({ previous }: GenerationsState, now: Date): boolean {
  return previous !== undefined && now.getTime() < Date.parse(previous.keptUntil) - UNDO_MARGIN_MS
}

/**
 * The generations that an event is written to at `now`, the live one last: what it has, the others have, so that
 * whatever an interrupted write leaves out is missing in all that can be compared.
 */
export function writtenAt({ live, building, previous }: GenerationsState, now: Date): string[] {
  const kept = previous && now.toISOString() < previous.keptUntil ? [previous.generation] : []
  return [...(building ? [building.generation] : []), ...kept, live]
}

/**
 * Whether nothing refers to a generation any more. Numbers above the newest belong to a build that began after the
 * state was read.
 */
export function isGarbage(
  { live, building, previous, newest }: GenerationsState,
  generation: string,
): boolean {
  const used = [live, building?.generation, previous?.generation]
  return Number(generation) <= newest && !used.includes(generation)
}
