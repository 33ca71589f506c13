import type { AwsError } from '../../aws-error.ts'
import { parseJson } from '../service-api.ts'
import type { RpcProtocol } from './rpc-protocol.ts'

export interface JsonProtocol {
  /** The part of `X-Amz-Target` before the dot. */
  targetPrefix: string
  version: '1.0' | '1.1'
  /** The Smithy namespace of error types, such as `com.amazonaws.sqs`. @default - none */
  namespace?: string
  /** Whether errors also have the code that they had in Query, which the service once spoke. */
  queryCompatible?: true
}

/** `awsJson1_0` and `awsJson1_1` of the Smithy specification, with the header for `awsQueryCompatible` errors. */
export function jsonProtocol({
  targetPrefix,
  version,
  namespace,
  queryCompatible,
}: JsonProtocol): RpcProtocol {
  return {
    contentType: `application/x-amz-json-${version}`,
    speaks: ({ headers }) =>
      headers['x-amz-target'] !== undefined ||
      Boolean(headers['content-type']?.startsWith('application/x-amz-json-')),
    read({ headers }, body) {
      const target = String(headers['x-amz-target'] ?? '')
      const prefix = `${targetPrefix}.`
      return {
        operation: target.startsWith(prefix) ? target.slice(prefix.length) : undefined,
        named: target,
        input: () => parseJson(body),
      }
    },
    unknownOperation: { noun: 'operation', code: 'UnknownOperationException' },
    writeOutput: (_operation, output) => JSON.stringify(output),
    writeError: error => ({
      body: JSON.stringify(errorBody(error, namespace)),
      headers: queryCompatible ? queryError(error) : {},
    }),
  }
}

/** The members of an error in JSON and CBOR. */
export function errorBody(error: AwsError, namespace: string | undefined): Record<string, unknown> {
  return {
    __type: namespace === undefined ? error.code : `${namespace}#${error.code}`,
    message: error.message,
    ...error.members,
  }
}

/** The header of an `awsQueryCompatible` error. */
export function queryError(error: AwsError): Record<string, string> {
  return { 'x-amzn-query-error': `${error.queryCode ?? error.code};${error.fault}` }
}
