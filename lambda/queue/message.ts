import type * as z from 'zod/mini'
import { type EventContract, type EventOf, envelope } from '../contracts/cloud-event.ts'
import { type Invalid, namelessViolations } from '../contracts/violations.ts'
import { loggableId } from '../runtime/loggable-id.ts'
import { ContractViolation, UnknownSchema, UnparseableMessage } from './failures.ts'

/** How the messages of a queue are understood. */
export interface MessageFormat<Message> {
  /** @throws PermanentFailure for a body that is no such message at all */
  open(body: string): OpenMessage<Message>
}

/**
 * A message of which it is known what it is about, though not yet whether it keeps to its contract. What is said of it
 * here may be logged.
 */
export interface OpenMessage<Message> {
  /** What kind of message it is; undefined for a kind that is not known here. */
  type: string | undefined
  /** Undefined where it has none, or one that no producer of ours gives. */
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
 * A body as JSON. What `JSON.parse` says is left out: it quotes the text.
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

/** The first of what zod found wrong, in one line, without the values. */
export function listed(error: Invalid): string {
  return namelessViolations(error, MOST_LISTED)
    .map(({ pointer, detail }) => `${pointer} ${detail}`)
    .join('; ')
}
