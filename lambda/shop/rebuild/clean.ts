import type { Turn } from '../../runtime/turn.ts'
import { readState } from '../generations.ts'
import { isGarbage } from '../generations-state.ts'
import type { RequestOf } from './request.ts'
import { deleteItems, readPage } from './stored-items.ts'

export interface Cleaned {
  readonly deleted: number
  /** Where to go on; undefined at the end of the table. */
  readonly after?: string
}

/** Deletes the purchases of generations that nothing refers to, for the time of the turn. */
export async function clean(request: RequestOf<'clean'>, turn: Turn): Promise<Cleaned> {
  let deleted = 0
  let after = request.after
  do {
    // Read again for each page: what is garbage must be so now.
    const state = await readState()
    const page = await readPage(after)
    const keys = page.items.filter(({ generation }) => isGarbage(state, generation)).map(({ key }) => key)
    await deleteItems(keys)
    deleted += keys.length
    after = page.after
  } while (after !== undefined && turn.isLeft())
  return { deleted, ...(after !== undefined && { after }) }
}
