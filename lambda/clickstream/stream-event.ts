import {
  basketItemAdded,
  type ClickstreamEvent,
  identifiedEvent,
  MAXIMUM_AHEAD_MS,
  productPurchased,
  productViewed,
} from '../contracts/clickstream-events.ts'
import {
  ContractViolation,
  PermanentFailure,
  UnknownSchema,
  UnparseableMessage,
  UnreadableMessage,
} from '../queue/failures.ts'
import { envelopeOf, listed, parseJson, readEvent } from '../queue/message.ts'
import { recordedAt } from './recorded-time.ts'

const contracts = [productViewed, basketItemAdded, productPurchased] as const
const types: readonly string[] = contracts.map(({ type }) => type)

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
 * Reads the event in a record of the stream; undefined if its type is not for readers of clicks and purchases. The same
 * bytes with the same arrival always give the same result; with a `recordedtime`, the arrival does not matter.
 *
 * @param arrivedAt the record's ApproximateArrivalTimestamp
 * @throws PermanentFailure for a record that is not a CloudEvent in one line of UTF-8, breaks its contract, has a
 *   version that this release does not know, or is too far ahead of the time that it was put into the stream
 */
export function readStreamEvent(data: Uint8Array, arrivedAt: Date): ClickstreamEvent | undefined {
  const event = documentIn(data)
  if (event) assertNotAhead(event, arrivedAt)
  return event
}

function documentIn(data: Uint8Array): ClickstreamEvent | undefined {
  try {
    return eventIn(parseJson(textOf(data)))
  } catch (error) {
    throw error instanceof PermanentFailure ? error : new UnreadableMessage(error)
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

function eventIn(document: unknown): ClickstreamEvent | undefined {
  const { type } = envelopeOf(document)
  const contract = contracts.find(each => each.type === type)
  if (!contract) return passOver(type)
  const { error } = identifiedEvent.safeParse(document)
  if (error) throw new ContractViolation(`the event breaks the contract ${type}: ${listed(error)}`)
  return readEvent<(typeof contracts)[number]>(contract, document)
}

/** @throws UnknownSchema for an unknown version of a known type, whose events would be missing from the figures */
function passOver(type: string): undefined {
  const name = withoutVersion(type)
  if (types.some(known => withoutVersion(known) === name)) throw new UnknownSchema(type, types)
}

function withoutVersion(type: string): string {
  return type.replace(/\.v\d[^.]*$/, '')
}

function assertNotAhead(event: ClickstreamEvent, arrivedAt: Date): void {
  const ahead = Date.parse(event.time) - recordedAt(event, arrivedAt).getTime()
  if (ahead > MAXIMUM_AHEAD_MS) throw new EventAheadOfTime(Math.round(ahead / 1_000))
}
