import { type EventContract, type EventOf, envelope } from '../contracts/cloud-event.ts'
import { ContractViolation, UnknownSchema, UnparseableMessage } from './failures.ts'
import { violationsOf } from './violations.ts'

/** How the messages of a queue are understood. */
export interface MessageFormat<Message> {
  /** @throws PermanentFailure for a body that is no such message at all */
  open(body: string): OpenMessage<Message>
}

/** A message of which it is known what it is about, though not yet whether it keeps to its contract. */
export interface OpenMessage<Message> {
  /** What kind of message it says to be. */
  type: string
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
      const { data, error } = envelope.safeParse(document)
      if (error) throw new UnparseableMessage(`the body is not a CloudEvents 1.0 document: ${listed(error)}`)
      const { type, correlationid: correlationId } = data
      return { type, correlationId, read: () => readEvent(type, document, contracts) }
    },
  }
}

function readEvent<Contracts extends readonly EventContract[]>(
  type: string,
  document: unknown,
  contracts: Contracts,
): EventOf<Contracts[number]> {
  const contract = contracts.find(known => known.type === type)
  if (!contract) {
    throw new UnknownSchema(
      type,
      contracts.map(known => known.type),
    )
  }
  const { data, error } = contract.schema.safeParse(document)
  if (error) throw new ContractViolation(`the event does not keep to ${type}: ${listed(error)}`)
  return data as EventOf<Contracts[number]>
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

/** What zod found wrong, in one line, without the values. */
export function listed(error: Parameters<typeof violationsOf>[0]): string {
  return violationsOf(error)
    .map(({ pointer, detail }) => `${pointer} ${detail}`)
    .join('; ')
}
