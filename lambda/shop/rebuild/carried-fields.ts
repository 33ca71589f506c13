import type { Build } from '../generations-state.ts'
import { FIELDS_BY_TIME, TIME_FIELDS } from '../read-model.ts'
import type { Fields } from './stored-items.ts'

/**
 * An event has its time from the function that publishes it, and SNS archives it by its own clock a little later, after
 * retries much later: at the edges of a replay, both the archive and the live read model are asked.
 */
const MARGIN_MS = 5 * 60_000

/**
 * The fields that the replay cannot bring, because their event was before or after the replayed time. With them go the
 * fields of no event, such as the customer.
 */
export function carriedFields(live: Fields, build: Pick<Build, 'from' | 'to'>): Fields {
  const events = TIME_FIELDS.filter(time => isOutside(live[time], build)).flatMap(namesBy)
  if (events.length === 0) return {}
  const names = Object.keys(live).filter(name => events.includes(name) || !NAMES_OF_EVENTS.includes(name))
  return Object.fromEntries(names.map(name => [name, live[name]]))
}

function namesBy(time: (typeof TIME_FIELDS)[number]): string[] {
  return [time, ...FIELDS_BY_TIME[time]]
}

const NAMES_OF_EVENTS = TIME_FIELDS.flatMap(namesBy)

function isOutside(time: unknown, { from, to }: Pick<Build, 'from' | 'to'>): boolean {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (at < Date.parse(from) + MARGIN_MS) return true
  return to !== undefined && at > Date.parse(to) - MARGIN_MS
}
