import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from '../aws-error.ts'
import type { PrincipalCaller } from '../identity/caller.ts'
import type { Permission } from '../identity/permission.ts'

/** The data about a request that every action gets in addition to its input. */
export interface RequestContext extends UnverifiedContext {
  /** @throws Error before {@link RequestContext.body} has verified the signature */
  readonly caller: PrincipalCaller
  /**
   * Reads the body within the service's limit, and verifies the signature of the request. Each protocol calls it before
   * anything else, so that its errors have the protocol's form.
   *
   * @returns the body, decompressed
   * @throws AwsError `InvalidSignatureException`, `UnrecognizedClientException`, `RequestEntityTooLarge`, …
   */
  body(): Promise<Buffer>
  /**
   * Each protocol calls it as soon as it knows the operation, before the service checks the input.
   *
   * @param operation the name in the API reference
   * @param input the members by name, not checked yet
   * @throws AwsError `AccessDeniedException`, … if the policies do not allow the caller the operation
   */
  authorize(operation: string, input: unknown): void
  /**
   * For a service that alone knows which resources an operation concerns.
   *
   * @param needed all the permissions that the request requires
   * @throws AwsError as {@link RequestContext.authorize}
   */
  authorizeEach(needed: readonly Permission[]): void
}

/** The data about a request whose signature nobody has verified. */
export interface UnverifiedContext {
  requestId: string
  /** Aborts if the client disconnects before the response. */
  signal: AbortSignal
  /** The header `X-Amzn-Trace-Id`, if the client sent one. */
  traceHeader: string | undefined
  /**
   * Counts `bytes` of the body as stored until the response is sent.
   *
   * @throws AwsError `ServiceUnavailable` if the requests in progress take too much memory
   */
  reserve(bytes: number): void
}

/** One service behind the front door. */
export interface ServiceApi {
  /** The service in a signature's credential scope, such as `sqs` or `monitoring`. */
  readonly signingName: string
  /** The names of its operations in the API reference, without those that it only refuses by name. */
  readonly operations: readonly string[]
  serve(request: IncomingMessage, response: ServerResponse, context: RequestContext): void | Promise<void>
  /**
   * Present if the service verifies signatures itself, and then called instead of `serve`: S3 also accepts them in URLs
   * and forms, takes unsigned CORS preflights, and verifies large bodies while it receives them.
   */
  serveUnverified?(
    request: IncomingMessage,
    response: ServerResponse,
    context: UnverifiedContext,
  ): void | Promise<void>
}

/** Takes the input in the shape of the SDK's types (Query: all scalars are strings) and returns the output. */
export type Action = (input: never, context: RequestContext) => object | void | Promise<object | void>

export type Actions = Readonly<Record<string, Action>>

/** A body as JSON; an empty body is an empty object. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}
