import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/** How it is started; `assembly`, `empty`, `context` and `timeScale` are those of the command line of `npm start`. */
export interface LocalAwsProcessOptions {
  /** The directory of another checkout of the project, whose own local AWS runs on its own Node. @default - this one */
  checkout?: string
  /** Stops it, at any time. */
  signal?: AbortSignal
  /** The directory of a cloud assembly. @default - one that is synthesized */
  assembly?: string
  /** No stack at all. @default false */
  empty?: boolean
  /** CDK context to synthesize with. @default - that of `cdk.json` */
  context?: Readonly<Record<string, string | number | boolean>>
  /** So many seconds pass in one. @default 1 */
  timeScale?: number
  /**
   * In a process group of its own, which Ctrl-C in the terminal does not reach: for a tool that still needs it when it is
   * interrupted, and stops it then. @default false
   */
  ownProcessGroup?: boolean
}

const THIS_CHECKOUT = join(import.meta.dirname, '..', '..')

/** `npm start` as a child process: the local AWS with the synthesized stacks, on a free port. */
export class LocalAwsProcess {
  readonly endpoint: string
  readonly pid: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child
    this.pid = child.pid as number
    this.endpoint = endpoint
  }

  /**
   * Resolves when it is ready.
   *
   * @throws with all it printed, when it stops before that
   */
  static async start(options: LocalAwsProcessOptions = {}): Promise<LocalAwsProcess> {
    const { checkout = THIS_CHECKOUT, signal } = options
    const binaries = join(checkout, 'node_modules', '.bin')
    // Quoted by the shell itself; the script replaces the shell, so that the process is the local AWS.
    const child = spawn('sh', ['-c', `${await startScript(checkout)} "$@"`, 'sh', ...commandLine(options)], {
      cwd: checkout,
      env: { ...process.env, PATH: [binaries, process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.ownProcessGroup ?? false,
    })
    const end = () => child.kill('SIGTERM')
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end, { once: true })
    // Ends with this process, even where that is told to exit while this one starts.
    process.once('exit', end)
    child.once('exit', () => {
      signal?.removeEventListener('abort', end)
      process.off('exit', end)
    })
    const printed: string[] = []
    child.stderr.on('data', chunk => printed.push(String(chunk)))
    await once(child, 'spawn')
    for await (const line of createInterface({ input: child.stdout })) {
      printed.push(`${line}\n`)
      const ready = /^ready (http:\S+)/.exec(line)
      if (!ready) continue
      child.stdout.resume()
      child.stderr.removeAllListeners('data').pipe(process.stderr)
      return new LocalAwsProcess(child, ready[1] as string)
    }
    throw new Error(`The local AWS stopped before it was ready:\n${printed.join('')}`)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGTERM')
    await once(this.#child, 'exit')
  }
}

/** What `npm start` runs there: an older checkout may start its local AWS otherwise. */
async function startScript(checkout: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'))
  return scripts.start
}

function commandLine({ assembly, empty = false, context = {}, timeScale }: LocalAwsProcessOptions): string[] {
  return [
    ...(assembly === undefined ? [] : ['--assembly', assembly]),
    ...(empty ? ['--empty'] : []),
    ...(timeScale === undefined ? [] : ['--time-scale', String(timeScale)]),
    ...Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
}
