import type { IncomingMessage } from 'node:http'
import { isIPv4 } from 'node:net'

/** The authority of an absolute request target, `http://name:port/path`, which clients send to proxies. */
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i

/**
 * The host of a request, if it is not a name of this machine's loopback interface. A page that rebinds its own name to
 * 127.0.0.1 has the same origin for its browser, but still sends its own name.
 *
 * @returns undefined if the host is served; an empty text if the request has no host
 */
export function strangeHost({
  headers,
  rawHeaders,
  url = '/',
}: Pick<IncomingMessage, 'headers' | 'rawHeaders' | 'url'>): string | undefined {
  const { host = '' } = headers
  // Node.js uses the first of several: "a server MUST respond with a 400 … to any request message that contains more
  // than one Host header field line" (RFC 9112, 3.2).
  if (namesSeveralHosts(rawHeaders)) return `${host}, and another`
  if (!isLoopbackHost(host)) return host
  if (url.startsWith('/')) return undefined
  // "the server … MUST ignore the received Host header field (if any)" for such a target (RFC 9112, 3.2.2).
  const authority = AUTHORITY.exec(url)?.[1]
  return authority === undefined || isLoopbackHost(authority) ? undefined : authority
}

/** @param rawHeaders alternating names and values */
function namesSeveralHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

/** A cache, because nearly all requests have the same host. */
let lastLoopbackHost: string | undefined

/**
 * Whether the name, with or without a port, belongs to 127.0.0.0/8, `[::1]`, `localhost` or its subdomains: names that
 * no foreign DNS server resolves (RFC 6761, 6.3).
 */
export function isLoopbackHost(host: string): boolean {
  if (host === lastLoopbackHost) return true
  const loopback = namesLoopback(host)
  if (loopback) lastLoopbackHost = host
  return loopback
}

function namesLoopback(host: string): boolean {
  const [, bracketed, written = ''] = /^(?:(\[[^\]]*\])|([\w.-]+))(?::\d*)?$/.exec(host) ?? []
  if (bracketed !== undefined) return bracketed === '[::1]'
  const name = written.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost') || (name.startsWith('127.') && isIPv4(name))
}
