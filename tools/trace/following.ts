import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Hop, Sent } from '../clients/trail.ts'
import { type Destination, destinationsOf, isTopic } from './destinations.ts'
import { current, type Stay } from './stay.ts'

/** What a hop sent, once for all its attempts. */
export interface Dispatch {
  readonly sender: Hop
  readonly sent: Sent
}

/** Messages that a function should have taken, and of which it knows nothing. */
export interface Missing {
  readonly dispatch: Dispatch
  readonly destination: Destination
  readonly count: number
}

/** What follows from a trail, by what its hops sent and by how the stage is wired. */
export interface Following {
  /** Sent to queues that nobody, or somebody, should have taken them from. */
  readonly missing: readonly Missing[]
  /** Received, and not done: they come again. */
  readonly retried: readonly Stay[]
  /** Given up. */
  readonly deadLettered: readonly Stay[]
  /** Requests that were not answered as asked. */
  readonly refused: readonly Stay[]
  /** Published to a topic of which no subscription takes them. */
  readonly unclaimed: readonly Dispatch[]
  /** Functions behind a filter that may have let something through, and that have got nothing. */
  readonly filtered: readonly string[]
}

/** A message, and a queue that may get it. */
interface Want {
  readonly dispatch: Dispatch
  readonly destination: Destination
}

export function followingFrom(stays: readonly Stay[], pipelines: Pipelines): Following {
  const dispatches = dispatchesOf(stays)
  const counted = current(stays)
  const wants: Want[] = dispatches.flatMap(dispatch =>
    destinationsOf(dispatch.sent, pipelines).map(destination => ({ dispatch, destination })),
  )
  const byKind = Map.groupBy(
    wants,
    ({ dispatch, destination }) => `${destination.queue.name} ${dispatch.sent.event}`,
  )
  const ending = (outcome: Hop['outcome']) => counted.filter(({ last }) => last.outcome === outcome)
  return {
    missing: [...byKind.values()].flatMap(wanted => missingOf(wanted, counted)),
    retried: ending('retry'),
    deadLettered: ending('dead-lettered'),
    refused: [...ending('refused'), ...ending('failed')],
    unclaimed: dispatches.filter(
      ({ sent }) => isTopic(sent, pipelines) && destinationsOf(sent, pipelines).length === 0,
    ),
    filtered: filteredOf(wants, counted),
  }
}

function filteredOf(wants: readonly Want[], stays: readonly Stay[]): string[] {
  const services = wants.flatMap(({ dispatch: { sent }, destination: { certain, service } }) =>
    certain || stays.some(stay => stay.service === service && stay.event === sent.event)
      ? []
      : (service ?? []),
  )
  return [...new Set(services)]
}

/** A message that is tried again sends again: what has an id is one, of the rest the attempt that sent most counts. */
function dispatchesOf(stays: readonly Stay[]): Dispatch[] {
  const all = stays.flatMap(({ hops }) =>
    hops.flatMap(sender => (sender.sent ?? []).map(sent => ({ sender, sent }))),
  )
  const byMessage = Map.groupBy(all, ({ sender, sent: { to, event, id, key } }) => {
    const one = id ?? key ?? `${sender.service} ${sender.messageId}`
    return `${to} ${event} ${one}`
  })
  return [...byMessage.values()].map(attempts =>
    attempts.reduce((most, other) => (other.sent.count > most.sent.count ? other : most)),
  )
}

/**
 * @param wanted of one kind of event and one queue
 * @param stays those of the trail that count
 */
function missingOf(wanted: readonly Want[], stays: readonly Stay[]): Missing[] {
  const [first] = wanted
  if (!first?.destination.certain) return []
  const { service } = first.destination
  const arrived = stays.filter(stay => stay.service === service && stay.event === first.dispatch.sent.event)
  let left = arrived.length
  // In order: what was sent last is most likely to be still on its way.
  return wanted
    .toSorted((a, b) => a.dispatch.sender.receivedAt.localeCompare(b.dispatch.sender.receivedAt))
    .flatMap(({ dispatch, destination }) => {
      const found = Math.min(left, dispatch.sent.count)
      left -= found
      const count = dispatch.sent.count - found
      return count > 0 ? [{ dispatch, destination, count }] : []
    })
}
