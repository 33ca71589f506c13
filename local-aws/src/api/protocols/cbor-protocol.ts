import { cbor, tag, tagSymbol } from '@smithy/core/cbor'
import type { Shape, Structure } from '../model/input-shape.ts'
import { errorBody, queryError } from './json-protocol.ts'
import { malformedInput } from './malformed-input.ts'
import type { RpcProtocol } from './rpc-protocol.ts'

export interface CborProtocol {
  /** The service in the path `/service/<name>/operation/<operation>`. */
  serviceName: string
  /** The Smithy namespace of error types, such as `com.amazonaws.cloudwatch`. */
  namespace: string
}

const PROTOCOL = 'rpc-v2-cbor'
/** "Epoch-based date/time" (RFC 8949, 3.4.2). */
const EPOCH_TAG = 1

/**
 * `smithy.protocols#rpcv2Cbor`, with the header for `awsQueryCompatible` errors.
 *
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function cborProtocol({ serviceName, namespace }: CborProtocol): RpcProtocol {
  const path = new RegExp(`/service/${serviceName}/operation/([^/?]+)$`)
  return {
    contentType: 'application/cbor',
    headers: { 'smithy-protocol': PROTOCOL },
    unknownOperation: { noun: 'operation', code: 'UnknownOperationException' },
    speaks: ({ headers }) => headers['smithy-protocol'] === PROTOCOL,
    read({ url = '/' }, body) {
      const [, operation] = path.exec(url) ?? []
      return { operation, named: operation ?? url, input: () => parse(body) }
    },
    writeOutput: (_operation, output, shape) => cbor.serialize(encodable(output, shape())),
    writeError: error => ({
      body: cbor.serialize(errorBody(error, namespace)),
      headers: queryError(error),
    }),
  }
}

/** A body in the JSON form of its values; an empty body is an empty object. */
function parse(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return jsonForm(cbor.deserialize(body))
  } catch {
    throw malformedInput('The request body is not valid CBOR.')
  }
}

/** Byte strings become base64 text, times seconds, and numbers of every size numbers. */
function jsonForm(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(jsonForm)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (tagSymbol in value) return jsonForm((value as { value?: unknown }).value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonForm(member)]))
}

/**
 * An output in its JSON form as the values that CBOR has: undefined members are omitted.
 *
 * @throws Error for a member that the model does not have: a defect of the service
 */
function encodable(value: unknown, shape: Shape): unknown {
  switch (shape.type) {
    case 'structure':
      return encodableStructure(value as object, shape)
    case 'list':
      return (value as unknown[]).map(item => encodable(item, shape.member))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, encodable(item, shape.value)]),
      )
    case 'timestamp':
      return tag({ tag: EPOCH_TAG, value })
    case 'blob':
      return Buffer.from(value as string, 'base64')
    default:
      return value
  }
}

function encodableStructure(value: object, { name, members }: Structure): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => {
        const shape = members[key]?.shape
        if (!shape) throw new Error(`The model has no member ${key} of ${name}.`)
        return [key, encodable(member, shape)]
      }),
  )
}
