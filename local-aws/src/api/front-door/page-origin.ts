import type { IncomingHttpHeaders } from 'node:http'

/** The values of `Sec-Fetch-Site` for a page of this server, and for an address that a person typed. */
const OWN_SITES = ['same-origin', 'none']

/**
 * The header by which a browser indicates that a page of another origin sends the request. Such a page needs no
 * permission for GET, HEAD, and POST like a form (Fetch standard, "CORS-safelisted"). AWS clients send neither header.
 *
 * @returns such as `Origin: http://example.com` or `Sec-Fetch-Site: cross-site`; undefined if the request is not from
 * such a page
 */
export function otherOrigin(headers: IncomingHttpHeaders): string | undefined {
  const { origin, host = '' } = headers
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase())
    return `Origin: ${origin}`
  const site = headers['sec-fetch-site']
  // A repeated header is joined by commas, so it equals neither.
  return site === undefined || OWN_SITES.includes(String(site)) ? undefined : `Sec-Fetch-Site: ${site}`
}
