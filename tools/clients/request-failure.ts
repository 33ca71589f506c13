import { RefusedRequest } from './refused-request.ts'

/** In a few words, so that the same failures count as the same: the request and its status, or the error's code. */
export function failureOf(error: unknown): string {
  if (error instanceof RefusedRequest) return `${error.request}: ${error.status}`
  const { code, cause, message } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException }
  return `no answer: ${code ?? cause?.code ?? message}`
}
