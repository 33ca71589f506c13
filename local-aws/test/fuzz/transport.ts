import { createSocket } from 'node:dgram'
import { request as httpRequest } from 'node:http'
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2'
import { connect } from 'node:net'

export interface WireRequest {
  method: string
  /** The path with its query. */
  target: string
  headers: Record<string, string>
  body: Buffer
}

/** Undefined when the connection ended without an answer. */
export type Answer =
  | { status: number; headers: Record<string, unknown>; body: Buffer; text: string }
  | undefined

/** An answer that goes on for minutes: its head is enough. */
const ENDLESS = 'application/vnd.amazon.eventstream'

function answerOf(status: number, headers: Record<string, unknown>, chunks: Buffer[]): NonNullable<Answer> {
  const body = Buffer.concat(chunks)
  return { status, headers, body, text: body.toString() }
}

/** Sends a request over HTTP/1.1. */
export function send(endpoint: string, { method, target, headers, body }: WireRequest): Promise<Answer> {
  const { hostname, port } = new URL(endpoint)
  const sized = { ...headers, 'content-length': String(body.length) }
  return new Promise(resolve => {
    const request = httpRequest({ hostname, port, path: target, method, headers: sized, agent: false })
    request
      .on('error', () => resolve(undefined))
      .on('response', response => {
        const { statusCode: status = 0, headers } = response
        const chunks: Buffer[] = []
        const answer = () => answerOf(status, headers, chunks)
        response.on('data', chunk => chunks.push(chunk)).on('error', () => resolve(undefined))
        response.on('end', () => resolve(answer())).on('close', () => resolve(undefined))
        if (headers['content-type'] !== ENDLESS) return
        resolve(answer())
        request.destroy()
      })
    request.end(body)
  })
}

/** Sends a request over HTTP/2 without TLS, as the SDK's Kinesis client does. */
export function sendHttp2(endpoint: string, { method, target, headers, body }: WireRequest): Promise<Answer> {
  return new Promise(resolve => {
    const session = connectHttp2(endpoint).on('error', () => resolve(undefined))
    const { host, ...rest } = headers
    const pseudo = { ':method': method, ':path': target, ':authority': host, ...rest }
    const stream = session.request(pseudo, { endStream: false })
    const chunks: Buffer[] = []
    let head: IncomingHttpHeaders | undefined
    const end = () => {
      resolve(head && answerOf(Number(head[':status']), head, chunks))
      session.destroy()
    }
    stream.on('response', received => {
      head = received
      if (head['content-type'] === ENDLESS) end()
    })
    stream.on('data', chunk => chunks.push(chunk))
    stream.on('end', end).on('error', end).on('close', end)
    stream.end(body)
  })
}

/** Writes bytes as they are, then ends, or breaks, the connection. @returns what came back */
export function sendRaw(
  endpoint: string,
  bytes: readonly Buffer[],
  { breaks }: { breaks: boolean },
): Promise<string> {
  const { hostname, port } = new URL(endpoint)
  return new Promise(resolve => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.on('data', chunk => {
      text += chunk
    })
    socket
      .on('error', () => {})
      .on('end', () => socket.destroy())
      .on('close', () => resolve(text))
    for (const part of bytes) socket.write(part)
    if (breaks) socket.write('', () => socket.destroy())
    else socket.end()
  })
}

/** Sends a datagram, which nobody answers. */
export async function sendDatagram(address: string, content: Buffer): Promise<void> {
  const [host = '', port = ''] = address.split(':')
  const socket = createSocket('udp4')
  await new Promise(resolve => socket.send(content, Number(port), host, resolve))
  await new Promise<void>(resolve => socket.close(resolve))
}

/** A request's bytes in HTTP/1.1. */
export function bytesOf(
  { method, target, headers, body }: WireRequest,
  framing: Record<string, string>,
): Buffer {
  const lines = Object.entries({ ...headers, ...framing }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body])
}
