import type { EventContract } from './cloud-event.ts'

/** A type of event without its version: `shop.purchase.placed`. */
export type EventName = `${string}.${string}.${string}`

/**
 * What a consumer does with each type of event that its source has. Its handler and the filter of its subscription are
 * both made from this list.
 *
 * A version of a taken type that is not in the list is one of a later release: the filter lets it through, and the
 * handler leaves it in the queue until that release is deployed.
 */
export interface EventList<Contract extends EventContract = EventContract> {
  /** The types and versions that the handler takes. Add a version here before any producer sends it. */
  readonly takes: readonly Contract[]
  /** The types that are of no use here, in every version. */
  readonly ignores: readonly EventName[]
}

/** @param type `shop.purchase.placed.v1` @returns `shop.purchase.placed` */
export function nameOf(type: string): string {
  return type.replace(/\.v\d[^.]*$/, '')
}

/** Whether the list takes the type in any version. */
export function isTaken({ takes }: EventList, type: string): boolean {
  return takes.some(known => nameOf(known.type) === nameOf(type))
}

/** `.v01` is a second spelling of `.v1`, and no version that a release will take. */
const VERSION = /\.v[1-9]\d{0,2}$/

/** Whether an event is of a taken type in a version that the list does not have. */
export function isOtherVersion(list: EventList, type: string): boolean {
  return VERSION.test(type) && isTaken(list, type) && list.takes.every(known => known.type !== type)
}

export function isIgnored({ ignores }: EventList, type: string): boolean {
  return ignores.some(name => name === nameOf(type))
}

/** What all versions of a list's types begin with, each once: `shop.purchase.placed.v`. For filters. */
export function takenPrefixes({ takes }: EventList): string[] {
  return [...new Set(takes.map(({ type }) => `${nameOf(type)}.v`))]
}

const DIGITS = [...'0123456789']

/**
 * What the versions of a list's types begin with that the list does not have, for filters that also look at the content:
 * what such a version has where is for its own release to say. Of `….v1` alone: `….v0`, `….v2` and so on, and `….v10` to
 * `….v19`.
 */
export function otherVersionPrefixes(list: EventList): string[] {
  const known = list.takes.map(({ type }) => type)
  const beside = (beginning: string): string[] =>
    DIGITS.map(digit => beginning + digit).flatMap(longer =>
      known.some(type => type.startsWith(longer)) ? beside(longer) : [longer],
    )
  return takenPrefixes(list).flatMap(beside)
}
