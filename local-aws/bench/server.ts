import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A server in a process of its own, which says on standard output where it is: `ready <endpoint>…`. */
export class Server {
  /** In the order in which it says them. */
  readonly endpoints: readonly string[]
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, endpoints: readonly string[]) {
    this.#child = child
    this.endpoints = endpoints
  }

  /** The local AWS, with no stack in it. */
  static localAws(): Promise<Server> {
    return Server.start('../src/main.ts', '--empty')
  }

  /**
   * @param script a path from this file
   * @throws when it ends before it is ready
   */
  static async start(script: string, ...args: string[]): Promise<Server> {
    const preloaded = new URL('processor-time.ts', import.meta.url).href
    const path = new URL(script, import.meta.url).pathname
    const child = spawn(process.execPath, ['--import', preloaded, path, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    const { stdout } = child
    if (!stdout) throw new Error(`${script} has no standard output.`)
    for await (const line of createInterface({ input: stdout })) {
      const [word, ...endpoints] = line.split(' ')
      if (word !== 'ready') continue
      stdout.resume()
      return new Server(child, endpoints)
    }
    throw new Error(`${script} ended before it was ready.`)
  }

  /** The processor time that the process has used, in µs. */
  async processorTime(): Promise<number> {
    const answered = once(this.#child, 'message')
    this.#child.send('processor time')
    return Number((await answered)[0])
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGTERM')
    await once(this.#child, 'exit')
  }
}
