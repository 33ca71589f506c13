import { connect } from 'node:net'

const HEAD_END = '\r\n\r\n'

/**
 * HTTP/1.1 with the Lambda Runtime API, over one connection that is kept.
 *
 * Calls made in the same turn leave in one packet, and answers come in their order: "here is the answer, give
 * me the next event" costs one exchange. Node's own client takes several times the work for each call.
 */
export class RuntimeClient {
  #host
  #port
  #root
  #socket
  #chunks = []
  #size = 0
  /** Bytes that the answer at the head of the line needs; its head is not known yet at 0. */
  #needed = 0
  #line = []
  #reconnected = false

  /** @param address `127.0.0.1:<port>/<path>`, as in `AWS_LAMBDA_RUNTIME_API` */
  constructor(address) {
    const [host, ...base] = address.split('/')
    const [hostname, port] = host.split(':')
    this.#host = hostname
    this.#port = Number(port)
    this.#root = `/${[...base, '2018-06-01', 'runtime'].join('/')}`
  }

  /** Resolves to the answer's headers and body; ends the process group when the local AWS cannot be reached. */
  call(method, path, body, headers = {}) {
    const head = [`${method} ${this.#root}${path} HTTP/1.1`, `host: ${this.#host}:${this.#port}`]
    for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`)
    if (body !== undefined) head.push(`content-length: ${Buffer.byteLength(body)}`)
    const request = head.join('\r\n') + HEAD_END + (body ?? '')
    return new Promise(resolve => {
      this.#line.push({ request, resolve })
      this.#send(request)
    })
  }

  #send(request) {
    const socket = this.#connected()
    if (socket.writableCorked === 0) {
      socket.cork()
      process.nextTick(() => socket.uncork())
    }
    socket.write(request)
  }

  #connected() {
    if (this.#socket) return this.#socket
    const socket = connect(this.#port, this.#host)
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#read(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.#closed())
    this.#socket = socket
    return socket
  }

  /** The server closes what was idle for long, perhaps just when it is used again: then all is sent anew. */
  #closed() {
    this.#socket = undefined
    this.#chunks = []
    this.#size = 0
    this.#needed = 0
    if (this.#line.length === 0) return
    // Without its local AWS an environment has no reason to live, nor has what its function has started.
    if (this.#reconnected) process.kill(-process.pid, 'SIGKILL')
    this.#reconnected = true
    for (const { request } of this.#line) this.#send(request)
  }

  #read(chunk) {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    while (this.#size > 0 && this.#size >= this.#needed) {
      const received = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
      this.#chunks = [received]
      const rest = this.#take(received)
      if (!rest) return
      this.#chunks = rest.length > 0 ? [rest] : []
      this.#size = rest.length
      this.#needed = 0
    }
  }

  /** Resolves the first call with its answer and gives what follows; nothing while the answer is incomplete. */
  #take(received) {
    const headEnd = received.indexOf(HEAD_END)
    if (headEnd < 0) {
      this.#needed = received.length + 1
      return undefined
    }
    const headers = {}
    for (const line of received.latin1Slice(0, headEnd).split('\r\n').slice(1)) {
      const colon = line.indexOf(':')
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
    }
    const bodyAt = headEnd + HEAD_END.length
    const end = bodyAt + Number(headers['content-length'] ?? 0)
    if (received.length < end) {
      this.#needed = end
      return undefined
    }
    this.#reconnected = false
    this.#line.shift()?.resolve({ headers, body: received.toString('utf8', bodyAt, end) })
    return received.subarray(end)
  }
}
