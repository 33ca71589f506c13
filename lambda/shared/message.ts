import { type EventContract, type EventOf, envelope } from '../contracts/cloud-event.ts'
import { ContractViolation, UnknownSchema, UnparseableMessage } from './failures.ts'
import { violationsOf } from './violations.ts'

/** What every event says of itself, whatever its type. */
export interface Envelope {
  type: string
  correlationId: string
  /** The whole document. */
  document: unknown
}

/** @throws UnparseableMessage */
export function openEnvelope(body: string): Envelope {
  const document = parseJson(body)
  const { data, error } = envelope.safeParse(document)
  if (error) throw new UnparseableMessage(`the body is not a CloudEvents 1.0 document: ${listed(error)}`)
  return { type: data.type, correlationId: data.correlationid, document }
}

/** @throws UnknownSchema, ContractViolation */
export function readEvent<Contract extends EventContract>(
  { type, document }: Envelope,
  contracts: readonly Contract[],
): EventOf<Contract> {
  const contract = contracts.find(known => known.type === type)
  if (!contract) {
    throw new UnknownSchema(
      type,
      contracts.map(known => known.type),
    )
  }
  const { data, error } = contract.schema.safeParse(document)
  if (error) throw new ContractViolation(`the event does not keep to ${type}: ${listed(error)}`)
  return data as EventOf<Contract>
}

/** What `JSON.parse` says is left out: it quotes the text. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new UnparseableMessage('the body is not JSON')
  }
}

function listed(error: Parameters<typeof violationsOf>[0]): string {
  return violationsOf(error)
    .map(({ pointer, detail }) => `${pointer} ${detail}`)
    .join('; ')
}
