import type { Hop } from '../clients/trail.ts'

/** A message in one function, from its first arrival to the last one that is known. */
export interface Stay {
  readonly service: string
  readonly event: string
  readonly messageId: string
  /** In order. */
  readonly hops: readonly Hop[]
  readonly first: Hop
  readonly last: Hop
}

/** The stays that a trail consists of, in the order of their first arrivals. */
export function staysOf(hops: readonly Hop[]): Stay[] {
  const byMessage = Map.groupBy(hops, ({ service, messageId }) => `${service} ${messageId}`)
  return [...byMessage.values()].map(unsorted => {
    const hops = unsorted.toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt))
    const [first, last] = [hops[0] as Hop, hops.at(-1) as Hop]
    // One that was passed over unread does not know its event.
    const event = hops.find(hop => hop.event)?.event ?? ''
    return { service: first.service, event, messageId: first.messageId, hops, first, last }
  })
}

/**
 * Those that still count: a message that was given up and came again, redriven under another id, counts by its last
 * stay alone.
 */
export function current(stays: readonly Stay[]): Stay[] {
  return stays.filter(stay => stay.last.outcome !== 'dead-lettered' || !isRedriven(stay, stays))
}

function isRedriven(stay: Stay, stays: readonly Stay[]): boolean {
  return stays.some(other => isSame(stay, other) && other.first.receivedAt > stay.last.doneAt)
}

function isSame(stay: Stay, other: Stay): boolean {
  return (
    stay !== other &&
    stay.service === other.service &&
    stay.event === other.event &&
    !haveTwoMails(stay, other)
  )
}

/** The messages of one correlation id are told apart by their mail, where they have one. */
function haveTwoMails({ last: { emailId } }: Stay, { last: other }: Stay): boolean {
  return emailId !== undefined && other.emailId !== undefined && emailId !== other.emailId
}
