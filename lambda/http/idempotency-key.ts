import { createHash } from 'node:crypto'
import type { Violation } from '../contracts/problem.ts'

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/

/** What is wrong with the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), if anything. */
export function idempotencyKeyViolations(key: string | undefined): Violation[] {
  if (key === undefined || PRINTABLE_ASCII.test(key)) return []
  return [{ pointer: 'Idempotency-Key', detail: 'must be 1 to 255 printable ASCII characters' }]
}

/** What a key is remembered under: callers do not share keys, and neither can be read from it. */
export function requestKey(caller: string, idempotencyKey: string): string {
  return sha256(JSON.stringify([lastingPart(caller), idempotencyKey]))
}

/**
 * What stays of a caller's ARN when its credentials are renewed: of `…:assumed-role/<role>/<session>` the role. The SDKs
 * give each renewal a session name of its own, and a task or instance that is replaced has another, too.
 */
function lastingPart(caller: string): string {
  return caller.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1')
}

/**
 * Tells one request from another under the same key.
 *
 * @param request as a contract parsed it: that has put the members in order, so their order in the body does not count
 */
export function fingerprintOf(request: object): string {
  return sha256(JSON.stringify(request))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
