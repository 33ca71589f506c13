import type { Target } from '../clients/target.ts'
import { findTrail } from '../clients/trail.ts'

/** No hop has an id that begins so, or those of several do; the message says which. */
export class UnknownIdError extends Error {
  override readonly name = 'UnknownIdError'
}

/** A version 7 UUID, as all ids of the domains are. */
const WHOLE = 36
const MOST_LISTED = 10

/**
 * The id that begins so.
 *
 * @throws UnknownIdError
 */
export async function fullId({ connection, stage, place }: Target, beginning: string): Promise<string> {
  const search = beginning.length < WHOLE ? `${beginning}*` : beginning
  const hops = await findTrail(connection, { stage, correlationId: search })
  const [only, ...others] = [...new Set(hops.flatMap(({ correlationId }) => correlationId ?? []))]
  if (only === undefined) {
    throw new UnknownIdError(
      `No function of the stage ${stage} has logged a hop of ${beginning} (${place}). Lines come up to a minute late on ` +
        'an account, and go with the retention of the logs.',
    )
  }
  if (others.length === 0) return only
  const listed = [only, ...others].slice(0, MOST_LISTED).map(id => `\n  ${id}`)
  throw new UnknownIdError(`${1 + others.length} ids begin with ${beginning}:${listed.join('')}`)
}
