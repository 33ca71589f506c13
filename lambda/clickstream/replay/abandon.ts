import { readState, replaceState } from '../generations.ts'
import { abandoned } from '../generations-state.ts'
import { isBuilding, isLive } from './build.ts'
import { ReplayRefused } from './refused.ts'
import type { RequestOf } from './request.ts'

/**
 * Ends a replay without changing the live figures. The figures that it has counted expire like others.
 *
 * @throws ReplayRefused if it is live already
 */
export async function abandon({ generation }: RequestOf<'abandon'>): Promise<void> {
  const state = await readState()
  if (isLive(state, generation)) {
    throw new ReplayRefused(
      `Generation ${generation} is live already and cannot be abandoned: replay its minutes to replace it.`,
    )
  }
  if (!isBuilding(state, generation)) return
  if (!(await replaceState(state, abandoned(state)))) await abandon({ action: 'abandon', generation })
}
