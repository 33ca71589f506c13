import type { Hop } from '../clients/trail.ts'

/** More hops of one kind than this are one row: a post has as many mails as its author has subscribers. */
const ROWS_A_KIND = 5

/** The hops as rows of a table, in the order of their arrivals: each alone, or all of a kind together. */
export function inRows(hops: readonly Hop[]): readonly (readonly Hop[])[] {
  const kinds = Map.groupBy(hops, ({ service, event, outcome }) => `${service} ${event} ${outcome}`)
  return [...kinds.values()]
    .flatMap(kind => (kind.length > ROWS_A_KIND ? [kind] : kind.map(hop => [hop])))
    .toSorted(([a], [b]) => (a as Hop).receivedAt.localeCompare((b as Hop).receivedAt))
}
