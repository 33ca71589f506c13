import type { IncomingMessage } from 'node:http'
import type { AwsError } from '../../aws-error.ts'
import type { Structure } from '../model/input-shape.ts'

/** A protocol whose requests carry the operation's name and all of its input in one place. */
export interface RpcProtocol {
  readonly contentType: string
  /** What it calls an operation, and the code of the error for one that the local AWS does not simulate. */
  readonly unknownOperation: { noun: 'operation' | 'action'; code: string }
  /** Whether the request is written in this protocol. */
  speaks(request: IncomingMessage): boolean
  read(request: IncomingMessage, body: Buffer): RpcCall
  /** @param shape returns the schema of the output */
  writeOutput(
    operation: string,
    output: object,
    shape: () => Structure,
    requestId: string,
  ): string | Uint8Array
  writeError(error: AwsError, requestId: string): RpcError
  /** The headers of every response beside type, length and request id. @default - none */
  readonly headers?: Readonly<Record<string, string>>
}

export interface RpcCall {
  /** The name in the API reference; undefined if the request names something else. */
  operation: string | undefined
  /** The text that names the operation, for the message that refuses it. */
  named: string
  /**
   * The input in its JSON form: blobs as base64 text, timestamps in seconds.
   *
   * @throws AwsError if it cannot be read
   */
  input(shape: Structure): unknown
}

export interface RpcError {
  body: string | Uint8Array
  headers?: Readonly<Record<string, string>>
}
