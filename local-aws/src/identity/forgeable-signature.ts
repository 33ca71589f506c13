import type { IncomingHttpHeaders } from 'node:http'
import { otherOrigin } from '../api/page-origin.ts'
import { DEVELOPER } from './credentials.ts'

/** A page that the developer serves, at the usual addresses of development servers. */
const PAGE_OF_THIS_MACHINE = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/**
 * Whether a web page may have made this signature itself. The developer's key is printed for everyone to read, so any
 * page can sign URLs and forms with it; from a page of another site, such a signature is not an authorization. The keys
 * of roles are secret.
 *
 * A request without the browser's `Sec-Fetch-Site` is not checked, even if it has an `Origin`: a program could sign
 * anything anyway. Without `Origin`, browsers send only GET and HEAD, whose response the page cannot read.
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
