import type * as z from 'zod/mini'
import { type EventContract, type EventOf, envelope } from '../contracts/cloud-event.ts'
import { type EventList, isIgnored, isOtherVersion } from '../contracts/event-list.ts'
import { type Invalid, namelessViolations } from '../contracts/violations.ts'
import { loggableId } from '../runtime/loggable-id.ts'
import { namedTrace, type TraceContext } from '../runtime/trace-context.ts'
import { ContractViolation, isTypeName, UnknownSchema, UnparseableMessage } from './failures.ts'
import { NotThisRelease } from './not-this-release.ts'

/** How to read the messages of a queue. */
export interface MessageFormat<Message> {
  /** @throws PermanentFailure for a body that is not such a message */
  open(body: string): OpenMessage<Message>
}

/**
 * A message whose subject is known, though not yet whether it keeps its contract. The fields here may be logged.
 */
export interface OpenMessage<Message> {
  /** The kind of message; undefined where this function does not know it. */
  type: string | undefined
  /** Undefined where it has none, or one that none of our producers gives. */
  correlationId: string | undefined
  /** The trace that it names, if it does. */
  trace?: TraceContext | undefined
  /**
   * @returns undefined for a message that this function leaves out on purpose
   * @throws PermanentFailure for content that breaks the contract; NotThisRelease for a version of a later release
   */
  read(): Message | undefined
}

/** Messages that are CloudEvents. A type that the list does not mention is a permanent failure. */
export function cloudEvents<Contract extends EventContract>(
  list: EventList<Contract>,
): MessageFormat<EventOf<Contract>> {
  return {
    open(body) {
      const document = parseJson(body)
      const attributes = envelopeOf(document)
      const { type: named, correlationid } = attributes
      const contract = list.takes.find(({ type }) => type === named)
      return {
        type: contract?.type ?? otherKnown(list, named),
        correlationId: loggableId(correlationid),
        trace: namedTrace(attributes),
        read() {
          if (contract) return readEvent(contract, document)
          if (isIgnored(list, named)) return undefined
          throw notTaken(list, named)
        },
      }
    },
  }
}

/** A type that may be logged although the handler does not read its events. */
function otherKnown(list: EventList, type: string): string | undefined {
  return (isIgnored(list, type) || isOtherVersion(list, type)) && isTypeName(type) ? type : undefined
}

/** What is thrown for an event that a consumer neither takes nor ignores. */
export function notTaken(list: EventList, type: string): NotThisRelease | UnknownSchema {
  const known = list.takes.map(({ type }) => type)
  return isOtherVersion(list, type) ? new NotThisRelease(type, known) : new UnknownSchema(type, known)
}

/** @throws UnparseableMessage */
export function envelopeOf(document: unknown): z.infer<typeof envelope> {
  const { data, error } = envelope.safeParse(document)
  if (error) throw new UnparseableMessage(`the body is not a CloudEvents 1.0 document: ${listed(error)}`)
  return data
}

/** @throws ContractViolation */
export function readEvent<Contract extends EventContract>(
  { type, schema }: Contract,
  document: unknown,
): EventOf<Contract> {
  const { data, error } = schema.safeParse(document)
  if (error) throw new ContractViolation(`the event breaks the contract ${type}: ${listed(error)}`)
  return data as EventOf<Contract>
}

/**
 * A body as JSON. The error leaves out what `JSON.parse` says, which quotes the text.
 *
 * @throws UnparseableMessage
 */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new UnparseableMessage('the body is not JSON')
  }
}

const MOST_LISTED = 10

/** The first violations that zod found, in one line, without the values. */
export function listed(error: Invalid): string {
  return namelessViolations(error, MOST_LISTED)
    .map(({ pointer, detail }) => `${pointer} ${detail}`)
    .join('; ')
}
