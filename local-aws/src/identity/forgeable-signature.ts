import type { IncomingHttpHeaders } from 'node:http'
import { otherOrigin } from '../api/page-origin.ts'
import { DEVELOPER } from './credentials.ts'

/** A page that the developer serves, at the addresses that development servers give themselves. */
const PAGE_OF_THIS_MACHINE = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/**
 * Whether a web page may have made this signature itself. The developer's key is printed for all to read, so any page can sign
 * URLs and forms with it: from a page of another site such a signature is no permission. The keys of roles are secret.
 *
 * Only the browser's own word counts here (`Sec-Fetch-Site`): a program that says `Origin` could sign anything anyway.
 * Without `Origin` browsers send GET and HEAD alone, whose answer the page cannot read.
 */
export function isForgeable(
  accessKeyId: string,
  { method, headers }: { method: string | undefined; headers: IncomingHttpHeaders },
): boolean {
  if (accessKeyId !== DEVELOPER.accessKeyId) return false
  if (headers['sec-fetch-site'] === undefined || otherOrigin(headers) === undefined) return false
  if (headers.origin === undefined) return method !== 'GET' && method !== 'HEAD'
  return !PAGE_OF_THIS_MACHINE.test(headers.origin)
}
