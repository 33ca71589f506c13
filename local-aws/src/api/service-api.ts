import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from '../aws-error.ts'
import type { PrincipalCaller } from '../identity/caller.ts'

/** What every action learns of the request beside its input. */
export interface RequestContext extends AnonymousContext {
  caller: PrincipalCaller
  /**
   * Called by each protocol as soon as it knows what is asked for, before the service looks at the input.
   *
   * @param operation as the API reference calls it
   * @param input its members by name, not yet checked
   * @throws AwsError `AccessDeniedException`, … where a policy of the caller's role explicitly denies it
   */
  authorize(operation: string, input: unknown): void
}

/** What is known of a request that nobody signed. */
export interface AnonymousContext {
  requestId: string
  /** Aborts when the client goes away before it was answered. */
  signal: AbortSignal
  /** The header `X-Amzn-Trace-Id`, where the client sent one. */
  traceHeader: string | undefined
}

/** One service behind the front door. */
export interface ServiceApi {
  /** The service in a signature's credential scope: `sqs`, `monitoring`, … */
  readonly signingName: string
  /** What it answers, as the API reference calls it; what it is only known to refuse is left out. */
  readonly operations: readonly string[]
  serve(request: IncomingMessage, response: ServerResponse, context: RequestContext): void | Promise<void>
  /** Of a service that takes requests without signature: CORS preflights, forms that carry one themselves. */
  serveAnonymous?(
    request: IncomingMessage,
    response: ServerResponse,
    context: AnonymousContext,
  ): void | Promise<void>
}

/** Takes the input as the SDK's types describe it (Query: all scalars are strings) and returns the output. */
export type Action = (input: never, context: RequestContext) => object | void | Promise<object | void>

export type Actions = Readonly<Record<string, Action>>

/** By events: iterating over the stream costs a request several times as much. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
      .on('error', reject)
  })
}

/** A body as JSON; an empty one is an empty object. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}
