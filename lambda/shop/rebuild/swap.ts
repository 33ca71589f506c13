import { readState, replaceState } from '../generations.ts'
import { swapped } from '../generations-state.ts'
import { readBuild } from './build.ts'
import { assertReplayed, shown } from './check.ts'
import { type Check, readCheck } from './check-document.ts'
import { RebuildRefused } from './refused.ts'
import type { RequestOf } from './request.ts'

/**
 * Makes a build live, in one write.
 *
 * @throws RebuildRefused if it is not checked, or if it lacks something that the live read model has
 */
export async function swap({
  generation,
  acceptMissing,
  acceptDeadLetters,
}: RequestOf<'swap'>): Promise<Check> {
  const check = await readCheck(generation)
  if ((await readState()).live === generation) return shown(check)
  const state = await readBuild(generation)
  await assertReplayed(state, acceptDeadLetters)
  if (!check.done) throw new RebuildRefused(`Generation ${generation} is not checked yet: check it first.`)
  if (check.missing > 0 && !acceptMissing) {
    throw new RebuildRefused(
      `The rebuilt read model lacks something of ${check.missing} purchases, so it does not go live.`,
    )
  }
  // Another call has changed the state, or this write was sent twice.
  if (!(await replaceState(state, swapped(state, new Date()))) && (await readState()).live !== generation) {
    await readBuild(generation)
    throw new Error('The generations of the read model changed during the swap. Repeat the request.')
  }
  return shown(check)
}
