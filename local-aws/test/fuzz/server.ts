import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Credentials } from '../../src/identity/credentials.ts'
import type { StackOutputs } from '../../src/local-aws.ts'

/** What the process is told to do. */
export type Order =
  | { name: 'open'; assembly: string; port: number }
  | { name: 'advance'; seconds: number }
  | { name: 'usage' }
  | { name: 'close' }

export interface Report {
  id: number
  result: object
}

interface Opened {
  endpoint: string
  credentials: Credentials
  /** The time of its clock, in ms since the epoch. */
  now: number
  stacks: StackOutputs
  /** `<host>:<port>` of the X-Ray daemon. */
  daemon: string
  /** The names of the operations that it simulates, by the service's signing name. */
  operations: Readonly<Record<string, readonly string[]>>
}

/** How long an order may take before the process counts as blocked: far more than a busy machine makes of it. */
const BLOCKED_MS = 120_000

/** The SDK's CBOR warns of whole numbers that JavaScript rounds. */
const LOSSY_NUMBER = /^Error: @smithy\/core\/cbor - truncating .*\n(?: +at .*\n)*/gm

/** The process ended, or no longer answers. */
export class ServerLostError extends Error {
  override readonly name = 'ServerLostError'
}

/** A local AWS in another process, whose clock moves only by {@link advance}. */
export class FuzzedServer {
  readonly #child: ChildProcess
  readonly #assembly: string
  readonly #waiting = new Map<number, (report: Report) => void>()
  #opened: Opened | undefined
  #orders = 0
  #lost: string | undefined
  #errors = ''

  private constructor(assembly: string) {
    this.#assembly = assembly
    this.#child = fork(join(import.meta.dirname, 'server-process.ts'), {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', chunk => {
      this.#errors += chunk
    })
    this.#child.on('message', (report: Report) => {
      this.#waiting.get(report.id)?.(report)
      this.#waiting.delete(report.id)
    })
    this.#child.once('exit', (code, signal) => {
      this.#lost = `the process ended with ${signal ?? code}`
      for (const answer of this.#waiting.values()) answer({ id: 0, result: {} })
    })
  }

  /** @param assembly the directory of the cloud assembly that it runs */
  static async start(assembly: string): Promise<FuzzedServer> {
    const server = new FuzzedServer(assembly)
    await server.restart()
    return server
  }

  get opened(): Opened {
    if (!this.#opened) throw new ServerLostError('It is not open.')
    return this.#opened
  }

  /** Whether the process ended, or no longer answers. */
  get lost(): boolean {
    return this.#lost !== undefined
  }

  /** What it printed on standard error since the last call. */
  takeErrors(): string {
    const errors = this.#errors.replaceAll(LOSSY_NUMBER, '')
    this.#errors = ''
    return errors
  }

  /** Makes an AWS with nothing but the stacks: at the same address, and with the same ids each time. */
  async restart(): Promise<void> {
    const port = this.#opened ? Number(new URL(this.#opened.endpoint).port) : 0
    this.#opened = await this.#tell<Opened>({ name: 'open', assembly: this.#assembly, port })
  }

  /** Moves its clock. */
  async advance(seconds: number): Promise<void> {
    const { now } = await this.#tell<{ now: number }>({ name: 'advance', seconds })
    this.opened.now = now
  }

  /** How much time of a processor its main thread has used. An answer means that the thread is not blocked. */
  async processorMs(): Promise<number> {
    return (await this.#tell<{ processorMs: number }>({ name: 'usage' })).processorMs
  }

  /** Stops the AWS. @returns how much memory the process still holds */
  async heldBytesWhenClosed(): Promise<number> {
    return (await this.#tell<{ heldBytes: number }>({ name: 'close' })).heldBytes
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    if (this.#child.connected) this.#child.disconnect()
    const blocked = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(blocked)
  }

  async #tell<Result extends object>(order: Order): Promise<Result> {
    this.#throwIfLost()
    const id = ++this.#orders
    const answered = new Promise<Report>(resolve => this.#waiting.set(id, resolve))
    this.#child.send({ id, order })
    const blocked = setTimeout(() => {
      this.#lost = `its main thread did not answer for ${BLOCKED_MS / 1000} s`
      this.#child.kill('SIGKILL')
    }, BLOCKED_MS)
    const { result } = await answered
    clearTimeout(blocked)
    this.#throwIfLost()
    return result as Result
  }

  #throwIfLost(): void {
    if (this.#lost !== undefined) throw new ServerLostError(this.#lost)
  }
}
