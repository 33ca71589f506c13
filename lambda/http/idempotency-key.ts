import { createHash } from 'node:crypto'
import type { Violation } from '../contracts/problem.ts'

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/

/** What is wrong with the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), if anything. */
export function idempotencyKeyViolations(key: string | undefined): Violation[] {
  if (key === undefined || PRINTABLE_ASCII.test(key)) return []
  return [{ pointer: 'Idempotency-Key', detail: 'must be 1 to 255 printable ASCII characters' }]
}

/** The key under which a request is remembered. Callers do not share keys, and the hash reveals neither caller nor key. */
export function requestKey(caller: string, idempotencyKey: string): string {
  return sha256(JSON.stringify([lastingPart(caller), idempotencyKey]))
}

/**
 * The part of a caller's ARN that stays when its credentials are renewed: the role of `…:assumed-role/<role>/<session>`.
 * The SDKs give each renewal a new session name, and so does a task or instance that is replaced.
 */
function lastingPart(caller: string): string {
  return caller.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1')
}

/**
 * Tells one request from another under the same key.
 *
 * @param request as its contract parsed it, which puts the members in a fixed order
 */
export function fingerprintOf(request: object): string {
  return sha256(JSON.stringify(request))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
