import {
  type Build,
  type BuildingState,
  begun,
  canUndo,
  type GenerationsState,
} from '../generations-state.ts'
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
 * @throws RebuildRefused if a build of other times is in progress, or if the last one can still be undone: then this may
 *   be the same request again, whose first response was lost
 */
export async function begin({ from, to }: RequestOf<'begin'>): Promise<Begun> {
  let continued = false
  const state = await changeState(seen => {
    continued = seen.building !== undefined
    if (isBuilding(seen)) {
      assertSame(seen.building, { from, to })
      return undefined
    }
    const now = new Date()
    assertFinal(seen, now)
    return begun(seen, { from, to }, now)
  })
  if (!isBuilding(state)) throw new Error('A build was begun, and there is none.')
  return { build: state.building, continued }
}

function isBuilding(state: GenerationsState): state is BuildingState {
  return state.building !== undefined
}

function assertFinal(state: GenerationsState, now: Date): void {
  const { live, previous } = state
  if (!previous || !canUndo(state, now)) return
  const { generation, keptUntil, replacedBy } = previous
  throw new RebuildRefused(
    `Generation ${live}${replacedBy ? `, rebuilt ${rangeText(replacedBy)},` : ''} is live, and generation ${generation} ` +
      `is kept until ${keptUntil}, so that --undo can go back to it. If that was this rebuild, there is nothing left to ` +
      `do. To rebuild once more, give generation ${generation} up first, with --discard.`,
  )
}

function assertSame(building: Build, times: Pick<Build, 'from' | 'to'>): void {
  if (building.from === times.from && building.to === times.to) return
  throw new RebuildRefused(
    `A rebuild ${rangeText(building)} has been in progress since ${building.startedAt} (generation ` +
      `${building.generation}), and only one can be. Continue it with the same times, or abandon it before you ` +
      `rebuild ${rangeText(times)}.`,
  )
}
