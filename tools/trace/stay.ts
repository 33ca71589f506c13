import type { Hop } from '../clients/trail.ts'

/** A message in one function, from its first arrival to the last one that is known. */
export interface Stay {
  readonly service: string
  readonly event: string
  readonly messageId: string
  /** In the order of their arrivals. */
  readonly hops: readonly Hop[]
  readonly first: Hop
  /** The one that ended last: two arrivals of a message may overlap. */
  readonly last: Hop
}

/** The stays that a trail consists of, in the order of their first arrivals. */
export function staysOf(hops: readonly Hop[]): Stay[] {
  const byMessage = Map.groupBy(hops, ({ service, messageId }) => `${service} ${messageId}`)
  return [...byMessage.values()].map(unsorted => {
    const hops = unsorted.toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt))
    const first = hops[0] as Hop
    const last = hops.reduce((latest, hop) => (hop.doneAt >= latest.doneAt ? hop : latest))
    // One that was passed over unread does not know its event.
    const event = hops.find(hop => hop.event)?.event ?? ''
    return { service: first.service, event, messageId: first.messageId, hops, first, last }
  })
}

/**
 * Those that still count: a message that was given up and came again, redriven under another id, counts by its last
 * stay alone; a request that was not answered as asked does not count once its client has repeated it with success.
 */
export function current(stays: readonly Stay[]): Stay[] {
  return stays.filter(stay => {
    const { outcome } = stay.last
    if (outcome === 'dead-lettered') return !isRedriven(stay, stays)
    return !NOT_ANSWERED.has(outcome) || !isRepeated(stay, stays)
  })
}

const NOT_ANSWERED: ReadonlySet<Hop['outcome']> = new Set(['refused', 'failed'])

/** A request has another id each time, and with its Idempotency-Key it is of the same purchase. */
function isRepeated(stay: Stay, stays: readonly Stay[]): boolean {
  return stays.some(other => isSame(stay, other) && isAnsweredBetter(other, stay))
}

/** Of several that failed, the last one counts. */
function isAnsweredBetter({ last: other }: Stay, { last }: Stay): boolean {
  return other.outcome === 'done' || (NOT_ANSWERED.has(other.outcome) && other.doneAt > last.doneAt)
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
