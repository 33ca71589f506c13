import { RefusedRequest } from './refused-request.ts'

/** A short text that is equal for equal failures: the request and its status, or the error's code. */
export function failureOf(error: unknown): string {
  if (error instanceof RefusedRequest) return `${error.request}: ${error.status}`
  const { code, cause, message } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }
  return `no answer: ${code ?? cause?.code ?? message}`
}
