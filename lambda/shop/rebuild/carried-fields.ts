import type { Build } from '../generations-state.ts'
import { FIELDS_BY_TIME, TIME_FIELDS, type TimeField } from '../read-model.ts'
import type { Fields } from './stored-items.ts'

/**
 * An event has its time from the function that publishes it, and SNS archives it by its own clock a little later, after
 * retries much later: at the edges of a replay, both the archive and the live read model are asked.
 */
const MARGIN_MS = 5 * 60_000

/**
 * Of these, a purchase may have several events: it is delayed, or comes up for review, again after a redrive. The
 * earliest stays. Of the other kinds, a purchase has one, so that what the archive says of them is right.
 */
const REPEATED: readonly TimeField[] = ['delayedAt', 'flaggedAt']

/** What the live read model has and the replay could not bring. */
export interface CarriedFields {
  /** What the rebuilt one lacks. */
  readonly lacking: Fields
  /** What it has from a later event of the same kind. */
  readonly later: Fields
}

/**
 * The fields of events before or after the replayed time. With them go the fields of no event, such as the customer, who
 * is also carried over where the replay brought events that do not tell whose the purchase is.
 *
 * @param live what is known of a purchase
 * @param built what is known of it after the replay
 */
export function carriedFields(live: Fields, built: Fields, build: Pick<Build, 'from' | 'to'>): CarriedFields {
  const outside = TIME_FIELDS.filter(time => isOutside(live[time], build))
  const events = outside.flatMap(namesBy)
  const isThere = Object.keys(built).length > 0
  const isCarried = (name: string) =>
    NAMES_OF_EVENTS.includes(name)
      ? events.includes(name)
      : outside.length > 0 || (isThere && name === 'customerId')
  const isLater = (name: TimeField) => millisecondsOf(built[name]) > millisecondsOf(live[name])
  return {
    lacking: picked(
      live,
      Object.keys(live).filter(name => isCarried(name) && built[name] === undefined),
    ),
    later: picked(
      live,
      outside.filter(name => REPEATED.includes(name) && isLater(name)),
    ),
  }
}

function picked(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map(name => [name, fields[name]]))
}

function namesBy(time: TimeField): string[] {
  return [time, ...FIELDS_BY_TIME[time]]
}

const NAMES_OF_EVENTS = TIME_FIELDS.flatMap(namesBy)

function isOutside(time: unknown, { from, to }: Pick<Build, 'from' | 'to'>): boolean {
  const at = millisecondsOf(time)
  if (at < Date.parse(from) + MARGIN_MS) return true
  return to !== undefined && at > Date.parse(to) - MARGIN_MS
}

/** `NaN` for what is no time: it is neither before nor after another. */
function millisecondsOf(time: unknown): number {
  return typeof time === 'string' ? Date.parse(time) : Number.NaN
}
