import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Credentials } from '../../src/identity/credentials.ts'

class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as string)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {}
}

/** A request as an AWS client has it before it goes out. */
export interface Outgoing {
  method: string
  /** Already encoded. */
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body?: string | Uint8Array
}

export interface Signing {
  credentials: Credentials
  date: Date
  region?: string
  service?: string
  /** Seconds that a presigned URL is good for; without it the signature goes into headers. */
  presignedFor?: number
  /** Leaves the hash of the body out of the headers, as clients of most services do. */
  withoutHashHeader?: boolean
}

/** Signs as the AWS SDK does, by its own package, and gives what would go over the wire. */
export async function sign(outgoing: Partial<Outgoing>, signing: Signing) {
  const signer = new SignatureV4({
    credentials: signing.credentials,
    region: signing.region ?? 'us-east-1',
    service: signing.service ?? 'execute-api',
    sha256: Sha256,
    applyChecksum: !signing.withoutHashHeader,
    uriEscapePath: signing.service !== 's3',
  })
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: '/',
    query: {},
    ...outgoing,
    headers: { host: '127.0.0.1:4566', ...outgoing.headers },
  }
  const { date: signingDate, presignedFor: expiresIn } = signing
  const signed = expiresIn
    ? await signer.presign(request, { signingDate, expiresIn })
    : await signer.sign(request, { signingDate })
  const query = queryString(signed.query as Outgoing['query'])
  return {
    method: signed.method,
    url: `${signed.path}${query && `?${query}`}`,
    headers: signed.headers,
    rawHeaders: Object.entries(signed.headers).flat(),
    body: Buffer.from(outgoing.body ?? ''),
  }
}

function queryString(query: Outgoing['query']): string {
  return Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map(value => `${rfc3986(name)}=${rfc3986(value)}`))
    .join('&')
}

const rfc3986 = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
