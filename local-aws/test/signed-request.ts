import type { Credentials } from '../src/identity/credentials.ts'
import { sign } from './identity/signer.ts'

/** Where a request goes, and who signs it. */
export interface SignedTarget {
  endpoint: string
  credentials: Credentials
}

export interface RequestToSign {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

/**
 * The headers of a request, with those that sign it as an SDK does.
 *
 * @param path with the query
 */
export async function signedHeaders(
  { endpoint, credentials }: SignedTarget,
  service: string,
  path: string,
  { method = 'POST', headers = {}, body }: RequestToSign = {},
): Promise<Record<string, string>> {
  const { host, pathname, searchParams } = new URL(path, endpoint)
  const query: Record<string, string[]> = {}
  for (const [name, value] of searchParams) query[name] = [...(query[name] ?? []), value]
  const outgoing = {
    method,
    path: service === 's3' ? encoded(pathname) : pathname,
    query,
    headers: { ...headers, host },
    body,
  }
  const signed = await sign(outgoing, { credentials, service, date: new Date() })
  return signed.headers
}

/** The path in S3's canonical request: each character encoded, except those that RFC 3986 does not reserve. */
const encoded = (path: string) =>
  path.replace(/[!'()*$&+,:;=@]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

/** Sends what no SDK would send, signed as an SDK does; by default, it is a POST. */
export async function signedFetch(
  target: SignedTarget,
  service: string,
  path: string,
  { method = 'POST', headers, body }: RequestToSign = {},
): Promise<Response> {
  const { host, ...signed } = await signedHeaders(target, service, path, { method, headers, body })
  return fetch(new URL(path, target.endpoint), { method, headers: signed, body })
}
