import { createHmac, hash } from 'node:crypto'
import { type AccessKey, credentialsAt } from './announced-credentials.ts'
import type { JsonService } from './json-connection.ts'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Signs calls with as little work as Signature Version 4 takes, so that the client's cost does not hide the server's. */
export class CallSigner {
  readonly #host: string
  readonly #service: JsonService
  readonly #credentials: AccessKey
  /** `yyyymmdd`, for the length of a measurement. */
  readonly #date = timestampNow().slice(0, 8)
  readonly #scope: string
  readonly #key: Buffer

  constructor(endpoint: string, service: JsonService) {
    this.#host = new URL(endpoint).host
    this.#service = service
    this.#credentials = credentialsAt(endpoint)
    this.#scope = `${this.#date}/us-east-1/${service.signingName}/aws4_request`
    const secret = `AWS4${this.#credentials.secretAccessKey}`
    const parts = [this.#date, 'us-east-1', service.signingName, 'aws4_request']
    this.#key = parts.reduce<string | Buffer>(hmac, secret) as Buffer
  }

  /** The headers of a call, except those that only HTTP needs. */
  headersOf(action: string, body: string): Record<string, string> {
    const timestamp = timestampNow()
    const request = `POST\n/\n\nhost:${this.#host}\nx-amz-date:${timestamp}\n\nhost;x-amz-date\n${hash('sha256', body)}`
    const text = `AWS4-HMAC-SHA256\n${timestamp}\n${this.#scope}\n${hash('sha256', request)}`
    const signature = hmac(this.#key, text).toString('hex')
    return {
      'x-amz-target': `${this.#service.targetPrefix}.${action}`,
      'content-type': this.#service.contentType,
      'x-amz-date': timestamp,
      authorization: `AWS4-HMAC-SHA256 Credential=${this.#credentials.accessKeyId}/${this.#scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    }
  }
}

/** `yyyymmddThhmmssZ`. */
const timestampNow = () => new Date().toISOString().replace(/[-:]|\.\d+/g, '')
