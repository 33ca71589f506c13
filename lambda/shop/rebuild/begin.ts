import { type Build, type BuildingState, begun, type GenerationsState } from '../generations-state.ts'
import { changeState, rangeText } from './build.ts'
import { RebuildRefused } from './refused.ts'
import type { RequestOf } from './request.ts'

export interface Begun {
  readonly build: Build
  /** Whether it had been started before. */
  readonly continued: boolean
}

/**
 * Starts to build the next generation, or continues a started build of the same times. From now on, live events are
 * written to it as well.
 *
 * @throws RebuildRefused if a build of other times is in progress
 */
export async function begin({ from, to }: RequestOf<'begin'>): Promise<Begun> {
  let continued = false
  const state = await changeState(seen => {
    continued = seen.building !== undefined
    if (!isBuilding(seen)) return begun(seen, { from, to }, new Date())
    assertSame(seen.building, { from, to })
    return undefined
  })
  if (!isBuilding(state)) throw new Error('A build was begun, and there is none.')
  return { build: state.building, continued }
}

function isBuilding(state: GenerationsState): state is BuildingState {
  return state.building !== undefined
}

function assertSame(building: Build, times: Pick<Build, 'from' | 'to'>): void {
  if (building.from === times.from && building.to === times.to) return
  throw new RebuildRefused(
    `A rebuild ${rangeText(building)} has been in progress since ${building.startedAt} (generation ` +
      `${building.generation}), and only one can be. Continue it with the same times, or abandon it before you ` +
      `rebuild ${rangeText(times)}.`,
  )
}
