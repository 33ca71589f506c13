import { idTime, type TimeRange } from '../clients/id-time.ts'
import type { Target } from '../clients/target.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import { traceIdIn } from './trace-id.ts'

/** No hop has an id that begins so, or those of several do; the message says which. */
export class UnknownIdError extends Error {
  override readonly name = 'UnknownIdError'
}

/** A UUID, as all ids of the domains are. */
const WHOLE = 36
const MOST_LISTED = 10
/** Clocks differ, and the hop of the request that made the id is logged when it is answered. */
const CLOCK_SKEW_MS = 5 * 60_000
const LONGEST_REQUEST_MS = 60_000

/**
 * The id that begins so, or that belongs to a trace. A whole one is not looked for.
 *
 * @param since as far back as to look; undefined as far as the beginning says itself
 * @throws UnknownIdError
 */
export async function fullId(target: Target, beginning: string, since?: Date): Promise<string> {
  if (beginning.length === WHOLE) return beginning
  const traceId = traceIdIn(beginning)
  if (traceId !== undefined) return idOfTrace(target, traceId, since)
  const made = since === undefined ? idTime(beginning, Date.now()) : undefined
  const near = made === undefined ? [] : await idsOf(target, beginning, around(made))
  // An id without a time in it may begin as if it had one.
  const ids = near.length > 0 ? near : await idsOf(target, beginning, { since })
  const [only, ...others] = ids
  if (only === undefined) throw unknownId(target, beginning)
  if (others.length === 0) return only
  throw new UnknownIdError(`${ids.length} ids begin with ${beginning}:${listed(ids)}`)
}

/** A trace's id does not say when it was made: without a time, all logs are searched. */
async function idOfTrace(
  { connection, stage, place }: Target,
  traceId: string,
  since?: Date,
): Promise<string> {
  const ids = idsIn(await findTrail(connection, { stage, traceId, since }))
  const [only, ...others] = ids
  if (only === undefined) throw unknownId({ stage, place }, `the trace ${traceId}`)
  if (others.length === 0) return only
  throw new UnknownIdError(`${ids.length} ids belong to the trace ${traceId}:${listed(ids)}`)
}

function listed(ids: readonly string[]): string {
  const lines = ids.slice(0, MOST_LISTED).map(id => `\n  ${id}`)
  return lines.join('') + (ids.length > MOST_LISTED ? '\n  …' : '')
}

/** From when on there may be lines of an id; undefined where it does not tell. */
export function firstLineOf(id: string): Date | undefined {
  const made = idTime(id, Date.now())
  return made && around(made).since
}

export function unknownId({ stage, place }: Pick<Target, 'stage' | 'place'>, id: string): UnknownIdError {
  return new UnknownIdError(
    `No function of the stage ${stage} has logged a hop of ${id} (${place}). Lines come up to a minute late on an ` +
      'account, and go with the retention of the logs, a month.',
  )
}

function around({ from, to }: TimeRange): { since: Date; until: Date } {
  return {
    since: new Date(from.getTime() - CLOCK_SKEW_MS),
    until: new Date(to.getTime() + CLOCK_SKEW_MS + LONGEST_REQUEST_MS),
  }
}

async function idsOf(
  { connection, stage }: Target,
  beginning: string,
  range: { since?: Date | undefined; until?: Date },
): Promise<string[]> {
  return idsIn(await findTrail(connection, { stage, correlationId: `${beginning}*`, ...range }))
}

function idsIn(hops: readonly Hop[]): string[] {
  return [...new Set(hops.flatMap(({ correlationId }) => correlationId ?? []))]
}
