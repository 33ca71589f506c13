import {
  type ClickstreamEvent,
  type clickstreamEvents,
  identifiedEvent,
  MAXIMUM_AHEAD_MS,
} from '../contracts/clickstream-events.ts'
import { type EventList, isTaken } from '../contracts/event-list.ts'
import {
  ContractViolation,
  PermanentFailure,
  UnparseableMessage,
  UnreadableMessage,
} from '../queue/failures.ts'
import { envelopeOf, listed, notTaken, parseJson, readEvent } from '../queue/message.ts'
import { NotThisRelease } from '../queue/not-this-release.ts'
import { recordedAt } from './recorded-time.ts'

/** What a reader takes of the stream. */
export type StreamList = EventList<(typeof clickstreamEvents)[number]>

/** The event's time is long after it was put into the stream, so it would count in a future minute. */
export class EventAheadOfTime extends PermanentFailure {
  override readonly name = 'EventAheadOfTime'

  constructor(secondsAhead: number) {
    super(
      `the event's time is ${secondsAhead} s after it was put into the stream; ${MAXIMUM_AHEAD_MS / 1_000} s are allowed`,
    )
  }
}

/**
 * Reads the event in a record of the stream; undefined if its type is not for this reader. The same bytes with the same
 * arrival always give the same result; with a `recordedtime`, the arrival does not matter.
 *
 * @param arrivedAt the record's ApproximateArrivalTimestamp
 * @throws PermanentFailure for a record that is not a CloudEvent in one line of UTF-8, breaks its contract, or is too far
 *   ahead of the time that it was put into the stream; NotThisRelease for a version of a later release, without whose
 *   events something would be missing
 */
export function readStreamEvent(
  data: Uint8Array,
  arrivedAt: Date,
  list: StreamList,
): ClickstreamEvent | undefined {
  const event = documentIn(data, list)
  if (event) assertNotAhead(event, arrivedAt)
  return event
}

function documentIn(data: Uint8Array, list: StreamList): ClickstreamEvent | undefined {
  try {
    return eventIn(parseJson(textOf(data)), list)
  } catch (error) {
    const isOfRecord = error instanceof PermanentFailure || error instanceof NotThisRelease
    throw isOfRecord ? error : new UnreadableMessage(error)
  }
}

function textOf(data: Uint8Array): string {
  const text = decoded(data)
  // The lake has a record a line, so an event of several lines would be lost there.
  if (text.trim().includes('\n')) throw new UnparseableMessage('the body has more than one line')
  return text
}

function decoded(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data)
  } catch {
    throw new UnparseableMessage('the body is not UTF-8')
  }
}

function eventIn(document: unknown, list: StreamList): ClickstreamEvent | undefined {
  const { type } = envelopeOf(document)
  const contract = list.takes.find(each => each.type === type)
  if (!contract) {
    if (isTaken(list, type)) throw notTaken(list, type)
    return undefined
  }
  const { error } = identifiedEvent.safeParse(document)
  if (error) throw new ContractViolation(`the event breaks the contract ${type}: ${listed(error)}`)
  return readEvent<(typeof clickstreamEvents)[number]>(contract, document)
}

function assertNotAhead(event: ClickstreamEvent, arrivedAt: Date): void {
  const ahead = Date.parse(event.time) - recordedAt(event, arrivedAt).getTime()
  if (ahead > MAXIMUM_AHEAD_MS) throw new EventAheadOfTime(Math.round(ahead / 1_000))
}
