import type { Operation, Service } from './operations.ts'

/** A request before it is signed. */
export interface FuzzRequest {
  /** Whose signature it gets; undefined leaves it unsigned. */
  service: Service | undefined
  /** Such as `sqs SendMessage`, for people. */
  what: string
  method: string
  /** Already encoded. */
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: Buffer
}

interface ClientRequest {
  method: string
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** Of what a client adds, only what services read: the signature is added last. */
const KEPT_HEADERS =
  /^(content-(type|encoding|md5|language|disposition)|x-amz(n)?-(?!date|content-sha256|user-agent|security)|range|if-|cache-control|expires|smithy-protocol)/

/** Turns inputs into requests by the SDK's own clients. */
export class Clients {
  readonly #clients = new Map<Service, { send(command: object): Promise<unknown> }>()
  #request: ClientRequest | undefined

  /** @returns undefined if the client refuses the input */
  async request(operation: Operation, input: object): Promise<FuzzRequest | undefined> {
    const { service, name } = operation
    this.#request = undefined
    await this.#clientOf(service)
      .send(new operation.command(input))
      .catch(() => {})
    const request = this.#request as ClientRequest | undefined
    if (!request) return undefined
    return {
      service,
      what: `${service.name} ${name}${service.clientProtocol ? ` (${service.protocol})` : ''}`,
      method: request.method,
      path: request.path,
      query: Object.fromEntries(
        Object.entries(request.query ?? {}).map(([key, value]) => [key, value ?? '']),
      ),
      headers: sendable(request.headers),
      body: bytesOf(request.body),
    }
  }

  #clientOf(service: Service) {
    const known = this.#clients.get(service)
    if (known) return known
    const requestHandler = {
      handle: async (request: ClientRequest) => {
        this.#request = request
        throw new Error('Not sent.')
      },
      destroy() {},
    }
    const client = new service.client({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
      maxAttempts: 1,
      forcePathStyle: true,
      requestHandler,
      ...(service.clientProtocol ? { protocol: service.clientProtocol } : {}),
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    })
    this.#clients.set(service, client)
    return client
  }
}

/** Names of metadata may be none that HTTP knows. */
function sendable(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => KEPT_HEADERS.test(name) && /^[\w!#$%&'*+.^`|~-]+$/.test(name),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, value.replaceAll(/[^\x20-\x7e]/g, '?')]))
}

function bytesOf(body: string | Uint8Array | undefined): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : Buffer.alloc(0)
}
