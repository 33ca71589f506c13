import type * as z from 'zod/mini'
import { type EventContract, type EventOf, envelope } from '../contracts/cloud-event.ts'
import { type Invalid, namelessViolations } from '../contracts/violations.ts'
import { loggableId } from '../runtime/loggable-id.ts'
import { ContractViolation, UnknownSchema, UnparseableMessage } from './failures.ts'

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
  /** @throws PermanentFailure for content that breaks the contract */
  read(): Message
}

/** Messages that are CloudEvents of the types given; any other type is a permanent failure. */
export function cloudEvents<Contracts extends readonly EventContract[]>(
  ...contracts: Contracts
): MessageFormat<EventOf<Contracts[number]>> {
  return {
    open(body) {
      const document = parseJson(body)
      const { type: named, correlationid } = envelopeOf(document)
      const contract = contracts.find(({ type }) => type === named)
      return {
        type: contract?.type,
        correlationId: loggableId(correlationid),
        read() {
          if (contract) return readEvent(contract as Contracts[number], document)
          const known = contracts.map(({ type }) => type)
          throw new UnknownSchema(named, known)
        },
      }
    },
  }
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
