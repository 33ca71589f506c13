import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from '../aws-error.ts'
import type { PrincipalCaller } from '../identity/caller.ts'

/** The data about a request that every action gets in addition to its input. */
export interface RequestContext extends AnonymousContext {
  caller: PrincipalCaller
  /**
   * Each protocol calls it as soon as it knows the operation, before the service checks the input.
   *
   * @param operation the name in the API reference
   * @param input the members by name, not checked yet
   * @throws AwsError `AccessDeniedException`, … if a policy of the caller's role explicitly denies the operation
   */
  authorize(operation: string, input: unknown): void
}

/** The data about an unsigned request. */
export interface AnonymousContext {
  requestId: string
  /** Aborts if the client disconnects before the response. */
  signal: AbortSignal
  /** The header `X-Amzn-Trace-Id`, if the client sent one. */
  traceHeader: string | undefined
}

/** One service behind the front door. */
export interface ServiceApi {
  /** The service in a signature's credential scope, such as `sqs` or `monitoring`. */
  readonly signingName: string
  /** The names of its operations in the API reference, without those that it only refuses by name. */
  readonly operations: readonly string[]
  serve(request: IncomingMessage, response: ServerResponse, context: RequestContext): void | Promise<void>
  /** Present if the service accepts unsigned requests: CORS preflights, and forms that contain their own signature. */
  serveAnonymous?(
    request: IncomingMessage,
    response: ServerResponse,
    context: AnonymousContext,
  ): void | Promise<void>
}

/** Takes the input in the shape of the SDK's types (Query: all scalars are strings) and returns the output. */
export type Action = (input: never, context: RequestContext) => object | void | Promise<object | void>

export type Actions = Readonly<Record<string, Action>>

/** Uses events, because iterating over the stream costs a request several times as much. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
      .on('error', reject)
  })
}

/** A body as JSON; an empty body is an empty object. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}
