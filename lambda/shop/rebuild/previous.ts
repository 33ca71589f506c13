import { canUndo, discarded, type GenerationsState, undone } from '../generations-state.ts'
import { changeState } from './build.ts'
import { RebuildRefused } from './refused.ts'

/**
 * Makes the read model live again that a rebuild has replaced. Repeated, it changes nothing: the first response may have
 * been lost.
 *
 * @throws RebuildRefused if it is not there, or no longer has all that happened
 */
export function undo(): Promise<GenerationsState> {
  return changeState(state => {
    const { previous, building, live } = state
    if (!previous) {
      if (state.undone !== undefined) return undefined
      const why = building
        ? 'the rebuild in progress has given it up'
        : 'there was no rebuild, or it is discarded'
      throw new RebuildRefused(`There is no read model to go back to from generation ${live}: ${why}.`)
    }
    if (!canUndo(state, new Date())) {
      throw new RebuildRefused(
        `Generation ${previous.generation} was kept until ${previous.keptUntil} and lacks what happened since: ` +
          'rebuild the read model instead.',
      )
    }
    return undone(state, previous.generation)
  })
}

/** Gives up the read model that a rebuild has replaced. */
export function discard(): Promise<GenerationsState> {
  return changeState(state => (state.previous ? discarded(state) : undefined))
}
