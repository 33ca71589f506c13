import type { Problem, Violation } from '../contracts/problem.ts'

/** Ends a request with a problem document (RFC 9457). The client reads its text. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem'
  readonly problem: Problem
  readonly headers: Record<string, string>

  constructor(problem: Problem, headers: Record<string, string> = {}, cause?: unknown) {
    super(`${problem.status} ${problem.title}`, { cause })
    this.problem = problem
    this.headers = headers
  }
}

type Kind =
  | 'malformed-json'
  | 'invalid-request'
  | 'not-found'
  | 'forbidden'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'idempotency-key-reused'
  | 'video-rejected'
  | 'internal-error'
  | 'unavailable'

function problemOf(kind: Kind, status: number, title: string, detail: string, errors?: Violation[]): Problem {
  return { type: `urn:messaging:problem:${kind}`, title, status, detail, ...(errors && { errors }) }
}

export function malformedJson(): RequestProblem {
  return new RequestProblem(
    problemOf('malformed-json', 400, 'Malformed JSON', 'The body is not valid JSON (RFC 8259).'),
  )
}

export function invalidRequest(errors: Violation[]): RequestProblem {
  const detail = `The request breaks ${errors.length === 1 ? 'one rule' : `${errors.length} rules`}, listed in "errors".`
  return new RequestProblem(problemOf('invalid-request', 400, 'Invalid request', detail, errors))
}

export function bodyTooLarge(maximumBytes: number): RequestProblem {
  const detail = `The body is larger than ${maximumBytes} bytes.`
  return new RequestProblem(problemOf('body-too-large', 413, 'Content too large', detail))
}

/** @param accepted the media types that the route accepts */
export function unsupportedMediaType(...accepted: readonly string[]): RequestProblem {
  const types = accepted.join(', ')
  const detail = `The body must be ${accepted.join(' or ')}, and the header Content-Type must say so.`
  const problem = problemOf('unsupported-media-type', 415, 'Unsupported media type', detail)
  return new RequestProblem(problem, { accept: types })
}

/** @param retryAfterSeconds set where the thing may still appear */
export function notFound(detail: string, retryAfterSeconds?: number): RequestProblem {
  const headers = retryAfterSeconds === undefined ? {} : retryAfter(retryAfterSeconds)
  return new RequestProblem(problemOf('not-found', 404, 'Not found', detail), headers)
}

export function forbidden(detail: string): RequestProblem {
  return new RequestProblem(problemOf('forbidden', 403, 'Forbidden', detail))
}

export function idempotencyKeyReused(): RequestProblem {
  const detail = 'This Idempotency-Key belongs to an earlier request. Use a new key for a new request.'
  return new RequestProblem(problemOf('idempotency-key-reused', 422, 'Idempotency-Key reused', detail))
}

/** @param detail why the video cannot be encoded, for the uploader */
export function unprocessableVideo(detail: string): RequestProblem {
  return new RequestProblem(problemOf('video-rejected', 422, 'Video rejected', detail))
}

/** @param cause what is logged; the client is told `detail` */
export function unavailable(detail: string, retryAfterSeconds: number, cause: unknown): RequestProblem {
  const problem = problemOf('unavailable', 503, 'Service unavailable', detail)
  return new RequestProblem(problem, retryAfter(retryAfterSeconds), cause)
}

/** Tells the client only that the fault is not theirs. */
export function internalError(): RequestProblem {
  const detail = 'The request failed on our side. The log has the reason under the instance given here.'
  return new RequestProblem(problemOf('internal-error', 500, 'Internal error', detail))
}

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) }
}
