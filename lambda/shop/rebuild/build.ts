import { readState, replaceState } from '../generations.ts'
import type { Build, BuildingState, GenerationsState } from '../generations-state.ts'
import { RebuildRefused } from './refused.ts'

/** Others may change the state at the same time; each conflict means that one of them succeeded. */
const ATTEMPTS = 5

/**
 * Changes the state.
 *
 * @param change the next state; undefined where there is nothing to change
 * @returns the state after the change
 */
export async function changeState(
  change: (state: GenerationsState) => GenerationsState | undefined,
): Promise<GenerationsState> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await readState()
    const next = change(state)
    if (!next) return state
    if (await replaceState(state, next)) return next
  }
  throw new Error(`The generations of the read model changed ${ATTEMPTS} times at once. Repeat the request.`)
}

/** @throws RebuildRefused if the generation is not being built */
export async function readBuild(generation: string): Promise<BuildingState> {
  return assertBuilding(await readState(), generation)
}

/** @throws RebuildRefused if the generation is not being built */
export function assertBuilding(state: GenerationsState, generation: string): BuildingState {
  if (isBuilding(state, generation)) return state
  if (state.live === generation) {
    throw new RebuildRefused(`Generation ${generation} is live already: there is nothing left to do.`)
  }
  const other = state.building ? `generation ${state.building.generation} is` : 'none is'
  throw new RebuildRefused(
    `Generation ${generation} is not being built, ${other}: it was abandoned or replaced. Begin a rebuild, or ` +
      'continue the one in progress.',
  )
}

export function isBuilding(state: GenerationsState, generation: string): state is BuildingState {
  return state.building?.generation === generation
}

/** `from 2026-11-29T10:15:00.000Z to the present` */
export function rangeText({ from, to }: Pick<Build, 'from' | 'to'>): string {
  return `from ${from} to ${to ?? 'the present'}`
}
