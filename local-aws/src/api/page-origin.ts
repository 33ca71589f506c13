import type { IncomingHttpHeaders } from 'node:http'

/** What `Sec-Fetch-Site` says of a page of this server, and of an address that a person typed. */
const OWN_SITES = ['same-origin', 'none']

/**
 * The header by which a browser says that a page of another origin sends the request: such a page needs no permission
 * to send GET, HEAD, and POST as forms do (Fetch standard, "CORS-safelisted"). AWS clients send neither header.
 *
 * @returns such as `Origin: http://example.com` or `Sec-Fetch-Site: cross-site`; undefined where no such page sends it
 */
export function otherOrigin(headers: IncomingHttpHeaders): string | undefined {
  const { origin, host = '' } = headers
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase())
    return `Origin: ${origin}`
  const site = headers['sec-fetch-site']
  // A repeated header is joined by commas and so equals neither.
  return site === undefined || OWN_SITES.includes(String(site)) ? undefined : `Sec-Fetch-Site: ${site}`
}
