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
    throw new Error('A request hash can be computed only once.')
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
 * Makes signed requests (SigV4) to an HTTP API with IAM authorization, or to another `service`. Bytes are sent unchanged, with the
 * `content-type` that the caller names; any other body is sent as JSON.
 */
export function signedFetch(connection: Connection, service = 'execute-api'): SignedFetch {
  // Every SDK client resolves credentials and region in the same way.
  const { config } = new STSClient(connection)
  const signer = new SignatureV4({
    service,
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

/** An HTTP API responds within 30 s; after twice that, no response is coming. */
const PATIENCE_MS = 60_000

/** Uses Node's own client: under load, `fetch` takes as much processor time as the requests it makes. */
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
          // `Response` refuses any body with status 204, even an empty one.
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
