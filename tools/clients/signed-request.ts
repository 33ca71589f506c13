import { createHash, createHmac } from 'node:crypto'
import http, { type RequestOptions } from 'node:http'
import https from 'node:https'
import { STSClient } from '@aws-sdk/client-sts'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Connection } from './connection.ts'

class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : toBuffer(secret)
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : toBuffer(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    throw new Error('A hash of a request is made once.')
  }
}

function toBuffer(data: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}

export type SignedFetch = (
  method: string,
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>

/**
 * Makes requests that are signed (SigV4) for an HTTP API with IAM authorization. Bytes go out as they are, under
 * the `content-type` that the caller names; any other body as JSON.
 */
export function signedFetch(connection: Connection): SignedFetch {
  // Any client resolves the credentials and the region as the SDK documents it.
  const { config } = new STSClient(connection)
  const signer = new SignatureV4({
    service: 'execute-api',
    region: config.region,
    credentials: config.credentials,
    sha256: Sha256,
  })

  return async (method, url, content, headers = {}) => {
    const { protocol, hostname, host, port, pathname, searchParams } = new URL(url)
    const json = content !== undefined && !(content instanceof Uint8Array)
    const body = json ? JSON.stringify(content) : content
    const request = await signer.sign({
      method,
      protocol,
      hostname,
      port: port ? Number(port) : undefined,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { host, ...(json && { 'content-type': 'application/json' }), ...headers },
      body,
    })
    return send(url, { method, headers: request.headers }, body)
  }
}

/** An HTTP API answers after 30 s at the latest; what takes twice as long has no one at the other end. */
const PATIENCE_MS = 60_000

/** By Node's own client: under load, `fetch` costs as much as all that it asks for. */
function send(url: string, options: RequestOptions, body: string | Uint8Array = ''): Promise<Response> {
  const { request } = url.startsWith('https:') ? https : http
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status, headers } = response
        resolve(
          // Response refuses any body, an empty one too, where 204 says that there is none.
          new Response(status === 204 ? null : Buffer.concat(chunks), {
            status,
            headers: Object.entries(headers) as [string, string][],
          }),
        )
      })
    })
    outgoing.on('error', reject)
    outgoing.setTimeout(PATIENCE_MS, () =>
      outgoing.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)),
    )
    outgoing.end(body)
  })
}
