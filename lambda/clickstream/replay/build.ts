import { readState } from '../generations.ts'
import type { Build, BuildingState, GenerationsState } from '../generations-state.ts'
import { ReplayRefused } from './refused.ts'
import { CLOCK_SKEW_MS } from './schedule.ts'

/**
 * Whether a build is too old to become live: its end is near or past. Invocations that started before the end still
 * count in it; the minute allows for clock differences.
 */
export function isOver({ expiresAt }: Build, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt) - CLOCK_SKEW_MS
}

/** @throws ReplayRefused if the generation is not being built, or has been for too long */
export async function readBuild(generation: string): Promise<BuildingState> {
  const state = await readState()
  if (!isBuilding(state, generation)) throw new ReplayRefused(notBuilding(state, generation))
  if (isOver(state.building, new Date())) {
    throw new ReplayRefused(
      `The replay of generation ${generation} had to be finished by ${state.building.expiresAt}: ` +
        'abandon it and begin another.',
    )
  }
  return state
}

export function isBuilding(state: GenerationsState, generation: string): state is BuildingState {
  return state.building?.generation === generation
}

/** Whether any minutes' figures are in the generation. */
export function isLive({ segments }: GenerationsState, generation: string): boolean {
  return segments.some(segment => segment.generation === generation)
}

function notBuilding(state: GenerationsState, generation: string): string {
  if (isLive(state, generation))
    return `Generation ${generation} is live already: there is nothing left to do.`
  const other = state.building ? `generation ${state.building.generation} is` : 'none is'
  return (
    `Generation ${generation} is not being built, ${other}: it was abandoned or replaced. ` +
    'Begin a replay, or continue the one in progress.'
  )
}

/** `2026-11-29T10:15Z to 2026-11-29T11:00Z`, with the source if it is the lake */
export function rangeText({ from, to, source }: Pick<Build, 'from' | 'to' | 'source'>): string {
  const range = to === '' ? `${from} and all that follows` : `${from} to ${to}`
  return source === 'lake' ? `${range} (--source lake)` : range
}
