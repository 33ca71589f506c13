import {
  type ClientEvent,
  clientEvent,
  eventId,
  eventList,
  type RefusedEvent,
} from '../contracts/clickstream-api.ts'
import {
  type BasketItemAdded,
  basketItemAdded,
  MAXIMUM_AHEAD_MS,
  type ProductViewed,
  productViewed,
} from '../contracts/clickstream-events.ts'
import { cloudEvent } from '../contracts/cloud-event.ts'
import { violationsOf } from '../contracts/violations.ts'
import { invalidRequest } from '../http/problems.ts'
import { listed } from '../queue/message.ts'

/** An event for the stream, and its index in the request. */
export interface TakenEvent {
  index: number
  event: ProductViewed | BasketItemAdded
}

/** The events of a request; each is accepted or refused independently of the others. */
export interface ClientEvents {
  taken: TakenEvent[]
  refused: RefusedEvent[]
}

/**
 * @param body of `POST /events`
 * @param now the time of arrival, for the check that events are not too far ahead
 * @throws RequestProblem 400 for a body that is not a list of 1 to 500 events
 */
export function readClientEvents(body: unknown, now: Date): ClientEvents {
  const { data, error } = eventList.safeParse(body)
  if (error) throw invalidRequest(violationsOf(error))
  const taken: TakenEvent[] = []
  const refused: RefusedEvent[] = []
  for (const [index, sent] of data.events.entries()) {
    const { data: event, error } = clientEvent.safeParse(sent)
    if (error) refused.push(refusal(index, sent, listed(error)))
    else if (isAhead(event, now)) refused.push(refusal(index, sent, AHEAD))
    else taken.push({ index, event: streamEvent(event) })
  }
  return { taken, refused }
}

const AHEAD = `#/time must be at most ${MAXIMUM_AHEAD_MS / 1_000} s ahead of our clock`

function isAhead({ time }: ClientEvent, now: Date): boolean {
  return Date.parse(time) - now.getTime() > MAXIMUM_AHEAD_MS
}

function refusal(index: number, sent: unknown, reason: string): RefusedEvent {
  const { data: id } = eventId.safeParse((sent as { id?: unknown } | null)?.id)
  return { index, ...(id !== undefined && { id }), status: 400, reason }
}

/** The event for the stream, made of known members only. The same request gives exactly the same event. */
function streamEvent(sent: ClientEvent): ProductViewed | BasketItemAdded {
  const { id, time, sessionId, sku } = sent
  const source = 'urn:messaging:clickstream:ingest'
  const about = { id, source, subject: sku, time, correlationid: sessionId }
  if (sent.type === 'product-viewed') return cloudEvent(productViewed, about, { sessionId, sku })
  const { customerId, quantity } = sent
  const whose = { sessionId, ...(customerId !== undefined && { customerId }) }
  return cloudEvent(basketItemAdded, about, { ...whose, sku, quantity })
}
