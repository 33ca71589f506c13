import { Random } from '../../src/random.ts'
import { sign } from '../identity/signer.ts'
import { baseInputs } from './base.ts'
import { Clients, type FuzzRequest } from './client-request.ts'
import { KnownValues } from './known-values.ts'
import { malformed } from './malformed-request.ts'
import { oddJson, pick } from './odd-values.ts'
import { allOperations, type Operation, type Service } from './operations.ts'
import { otherRequest } from './other-requests.ts'
import { type FuzzedServer, ServerLostError } from './server.ts'
import {
  type Answer,
  bytesOf,
  send,
  sendDatagram,
  sendHttp2,
  sendRaw,
  type WireRequest,
} from './transport.ts'
import { ValidInput } from './valid-input.ts'
import { SLOW_MS, wrongAnswer } from './verdict.ts'

/** Something that no request may cause. */
export interface Finding {
  step: number
  /** What happened, alike for findings of one cause. */
  what: string
  /** As it was sent last. */
  request: FuzzRequest | undefined
}

/** How far the clock moves while a request waits for it, in seconds; a long poll waits 20. */
const WAITS = [1, 5, 20, 60, 300, 900]
/** Real time for what other processes and threads do: functions start, DuckDB reads. */
const PATIENCE_MS = 15_000
/** How often the main thread answers before a request counts as waiting for the clock. */
const TURNS = 12

const SIGNATURE_HEADERS = ['authorization', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']

const SHARE = {
  unsimulated: 0.03,
  other: 0.08,
  wire: 0.04,
  datagram: 0.02,
  time: 0.05,
  read: 0.3,
  malformed: 0.6,
}

/** Sends good and malformed requests to a local AWS, each step by the seed and the answers before it. */
export class Fuzzer {
  readonly #server: FuzzedServer
  readonly #seed: number
  readonly #clients = new Clients()
  readonly #operations: readonly Operation[]
  readonly #simulated: readonly Operation[]
  readonly #known = new KnownValues()
  #step = 0
  #random: Random

  private constructor(server: FuzzedServer, seed: number) {
    this.#server = server
    this.#seed = seed
    this.#random = new Random(seed)
    this.#operations = allOperations()
    const { operations } = server.opened
    this.#simulated = this.#operations.filter(({ name, service }) =>
      operations[service.signingName]?.includes(name),
    )
  }

  /** Makes the AWS anew, and what requests are about. @throws if a request of {@link baseInputs} fails */
  static async begin(server: FuzzedServer, seed: number): Promise<Fuzzer> {
    await server.restart()
    const fuzzer = new Fuzzer(server, seed)
    for (const [service, name, input] of baseInputs(server.opened.endpoint, server.opened.now)) {
      await fuzzer.#base(service, name, input)
    }
    return fuzzer
  }

  get step(): number {
    return this.#step
  }

  /** Sends the next request. */
  async next(): Promise<Finding | undefined> {
    const step = ++this.#step
    this.#random = new Random(this.#seed * 1_000_003 + step)
    const random = this.#random
    const chance = random.fraction()
    let limit = SHARE.time
    if (chance < limit)
      return this.#watched(undefined, async () => this.#server.advance(1 + random.integer(120)))
    limit += SHARE.datagram
    if (chance < limit) return this.#datagram()
    limit += SHARE.wire
    if (chance < limit) return this.#broken()
    limit += SHARE.other
    const other = chance < limit
    const request = other ? this.#other() : await this.#ofOperation(chance < limit + SHARE.read)
    return request && this.try(request)
  }

  /** Sends a request and waits for its answer. */
  async try(request: FuzzRequest): Promise<Finding | undefined> {
    return this.#watched(request, async () => {
      const answer = await this.#answerTo(request)
      if (answer && answer.status < 300) this.#learn(answer)
      return wrongAnswer(request, answer)
    })
  }

  /** Whether a good request is answered. */
  async alive(): Promise<Finding | undefined> {
    const operation = this.#named('sts', 'GetCallerIdentity')
    const request = await this.#clients.request(operation, {})
    return (
      request &&
      this.#watched(request, async () => {
        const answer = await this.#answerTo(request)
        return answer?.status === 200 ? undefined : `a good request gets ${answer?.status}`
      })
    )
  }

  async #base(service: string, name: string, input: object): Promise<void> {
    const operation = this.#named(service, name)
    const filled = Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' && value.startsWith('$') ? this.#known.latest(value.slice(1)) : value,
    ])
    const request = await this.#clients.request(operation, Object.fromEntries(filled))
    const answer = request && (await this.#answerTo(request))
    if (!answer || answer.status >= 300) {
      throw new Error(`${service} ${name} gets ${answer?.status}: ${answer?.text}`)
    }
    this.#known.learn(input)
    this.#learn(answer)
    // Streams and tables are not there at once.
    if (name.startsWith('Create')) await this.#server.advance(30)
  }

  #named(service: string, name: string): Operation {
    const found = this.#operations.find(
      operation => operation.service.name === service && operation.name === name,
    )
    if (!found) throw new Error(`${service} has no operation ${name}.`)
    return found
  }

  async #ofOperation(reads: boolean): Promise<FuzzRequest | undefined> {
    const random = this.#random
    const all = random.fraction() < SHARE.unsimulated ? this.#operations : this.#simulated
    const operation = pick(reads ? all.filter(({ reads }) => reads) : all, random)
    const input = new ValidInput(random, this.#known, this.#server.opened.now).of(operation.input)
    const request = await this.#clients.request(operation, input)
    if (!request) return undefined
    // A read action finds what an earlier request has stored.
    return random.fraction() < (reads ? 0.2 : SHARE.malformed) ? malformed(request, random) : request
  }

  #other(): FuzzRequest {
    const s3 = this.#named('s3', 'PutObject').service
    const execute: Service = { ...s3, name: 'execute-api', signingName: 'execute-api', protocol: 'http-api' }
    const request = otherRequest(this.#server, s3, execute, this.#random)
    return request.service === execute ? { ...request, service: execute } : request
  }

  async #datagram(): Promise<Finding | undefined> {
    const header = pick(
      ['{"format":"json","version":1}\n', '{"format": "json", "version": 1}', '', '\n'],
      this.#random,
    )
    const body = Buffer.from(`${header}${oddJson(this.#random).slice(0, 60_000)}`)
    const request: FuzzRequest = {
      service: undefined,
      what: 'datagram',
      method: 'UDP',
      path: '',
      query: {},
      headers: {},
      body,
    }
    return this.#watched(request, () => sendDatagram(this.#server.opened.daemon, body))
  }

  /** Bytes that are no request, or only part of one. */
  async #broken(): Promise<Finding | undefined> {
    const random = this.#random
    const request = await this.#ofOperation(false)
    if (!request) return undefined
    const wire = await this.#signed(request)
    const length = { 'content-length': String(wire.body.length) }
    const whole = bytesOf(wire, length)
    const cut = random.integer(whole.length)
    const pieces = pick<() => Buffer[]>(
      [
        () => [whole.subarray(0, cut)],
        () => [whole.subarray(0, cut), whole.subarray(cut)],
        () => [whole, whole],
        () => [Buffer.concat([whole, whole, whole.subarray(0, cut)])],
        () => [bytesOf(wire, { ...length, 'transfer-encoding': 'chunked' })],
        () => [
          bytesOf({ ...wire, body: Buffer.from('5\r\nab\r\nzz\r\n') }, { 'transfer-encoding': 'chunked' }),
        ],
        () => [bytesOf(wire, { 'content-length': `${wire.body.length}\r\ncontent-length: 0` })],
        () => [bytesOf(wire, { 'content-length': String(wire.body.length + 10) })],
        () => [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), whole],
        () => [Buffer.from('GET http://evil.example/ HTTP/1.1\r\nhost: evil.example\r\n\r\n')],
        () => [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
      ],
      random,
    )()
    const broken = { ...request, what: `${request.what} (broken)` }
    return this.#watched(broken, async () => {
      const answers = await sendRaw(this.#server.opened.endpoint, pieces, { breaks: random.fraction() < 0.5 })
      const [, status] = /HTTP\/1.1 (5(?!01)\d\d)/.exec(answers) ?? []
      return status && `status ${status}`
    })
  }

  async #answerTo(request: FuzzRequest): Promise<Answer> {
    const wire = await this.#signed(request)
    const { endpoint } = this.#server.opened
    const http2 = request.service?.name === 'kinesis' && this.#random.fraction() < 0.5
    const answered = (http2 ? sendHttp2(endpoint, wire) : send(endpoint, wire)).then(answer => ({ answer }))
    const turn = () => Promise.race([answered, this.#server.processorMs().then(() => undefined)])
    const turns = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const settled = await turn()
        if (settled) return settled
      }
      return undefined
    }
    let settled = await turns(TURNS)
    for (const seconds of WAITS) {
      if (settled) return settled.answer
      await this.#server.advance(seconds)
      settled = await turns(TURNS)
    }
    const timeout = new Promise<{ answer: undefined }>(resolve => {
      setTimeout(() => resolve({ answer: undefined }), PATIENCE_MS).unref()
    })
    return (settled ?? (await Promise.race([answered, timeout]))).answer
  }

  async #signed({ service, method, path, query, headers, body }: FuzzRequest): Promise<WireRequest> {
    const { host } = new URL(this.#server.opened.endpoint)
    const outgoing = { method, path, query, headers: { ...headers, host }, body }
    if (!service) return { method, target: targetOf(path, query), headers: outgoing.headers, body }
    const { credentials, now } = this.#server.opened
    const signed = await sign(outgoing, { credentials, date: new Date(now), service: service.signingName })
    return { method, target: signed.url, headers: { ...signed.headers, ...falsified(headers) }, body }
  }

  /** Does something, and looks at how the process takes it. */
  async #watched(
    request: FuzzRequest | undefined,
    act: () => Promise<string | undefined | void>,
  ): Promise<Finding | undefined> {
    const finding = (what: string): Finding => ({ step: this.#step, what, request })
    try {
      const before = await this.#server.processorMs()
      const wrong = await act()
      const used = (await this.#server.processorMs()) - before
      const errors = this.#server.takeErrors()
      if (errors !== '') return finding(`${request?.what ?? 'time'}: ${firstLines(errors)}`)
      if (wrong) return finding(`${request?.what}: ${wrong}`)
      if (used > SLOW_MS)
        return finding(`${request?.what ?? 'time'}: slow, ${Math.round(used)} ms of processor time`)
    } catch (cause) {
      if (!(cause instanceof ServerLostError)) throw cause
      return finding(`${request?.what ?? 'time'}: ${cause.message}; ${firstLines(this.#server.takeErrors())}`)
    }
    return undefined
  }

  #learn({ text }: NonNullable<Answer>): void {
    if (text.startsWith('<')) {
      for (const [, name = '', value = ''] of text.matchAll(/<(\w+)>([^<>]+)<\/\1>/g))
        this.#known.learn(value, name)
      return
    }
    try {
      this.#known.learn(JSON.parse(text))
    } catch {
      // An object's bytes.
    }
  }
}

/** Headers of the signature that are meant to be wrong. */
function falsified(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SIGNATURE_HEADERS.includes(name)))
}

function targetOf(path: string, query: FuzzRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map(value => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** Of a stack trace, what tells causes apart. */
function firstLines(errors: string): string {
  return errors
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(0, 3)
    .map(line =>
      line
        .trim()
        .replace(/\(?file:\/\/\S*\/local-aws\//, '(')
        .slice(0, 200),
    )
    .join(' | ')
}
