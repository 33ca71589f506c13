import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/** `assembly`, `empty`, `context` and `timeScale` are options of `npm start`. */
export interface LocalAwsProcessOptions {
  /** The directory of another checkout, whose local AWS runs on that checkout's Node. @default - this checkout */
  checkout?: string
  /** Stops it, at any time. */
  signal?: AbortSignal
  /** The directory of a cloud assembly. @default - the app is synthesized */
  assembly?: string
  /** Whether to start without stacks. @default false */
  empty?: boolean
  /** CDK context to synthesize with. @default - that of `cdk.json` */
  context?: Readonly<Record<string, string | number | boolean>>
  /** How many seconds of simulated time pass in a real second. @default 1 */
  timeScale?: number
  /**
   * Whether it gets its own process group, which Ctrl-C in the terminal does not reach: for a tool that still needs it
   * after an interruption, and then stops it. @default false
   */
  ownProcessGroup?: boolean
}

const THIS_CHECKOUT = join(import.meta.dirname, '..', '..')

/** The local AWS stopped before it was ready; the message has what it printed. */
export class StartFailedError extends Error {
  override readonly name = 'StartFailedError'
}

/**
 * Ends the process with this one, even if this one is killed: the pipe that was the shell's standard input ends then.
 * `$$` is the shell's process id, which the command that replaces the shell keeps.
 */
const END_WITH_PARENT = 'exec 3<&0 </dev/null; (cat <&3; kill $$) >/dev/null 2>&1 & exec 3<&-'

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
   * Starts the process. Resolves when it is ready.
   *
   * @throws StartFailedError if it stops before it is ready
   */
  static async start(options: LocalAwsProcessOptions = {}): Promise<LocalAwsProcess> {
    const { checkout = THIS_CHECKOUT, signal } = options
    const binaries = join(checkout, 'node_modules', '.bin')
    // The shell quotes the arguments. The script replaces the shell, so that this process is the local AWS.
    const script = await startScript(checkout)
    const args = [...quiet(script), ...commandLine(options)]
    const child = spawn('sh', ['-c', `${END_WITH_PARENT}; ${script} "$@"`, 'sh', ...args], {
      cwd: checkout,
      env: { ...process.env, PATH: [binaries, process.env.PATH].join(delimiter) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: options.ownProcessGroup ?? false,
    })
    const end = () => child.kill('SIGTERM')
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end, { once: true })
    child.once('exit', () => {
      child.stdin.destroy()
      signal?.removeEventListener('abort', end)
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
    throw new StartFailedError(`The local AWS stopped before it was ready:\n${printed.join('')}`)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGTERM')
    await once(this.#child, 'exit')
  }
}

/** The command of `npm start` in the checkout: older checkouts may start their local AWS differently. */
async function startScript(checkout: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'))
  return scripts.start
}

/** A line a hop costs time, and nobody reads it here; an older checkout prints none, and does not know the option. */
function quiet(script: string): string[] {
  return script.includes('--log-lines') ? ['--quiet'] : []
}

function commandLine({ assembly, empty = false, context = {}, timeScale }: LocalAwsProcessOptions): string[] {
  return [
    ...(assembly === undefined ? [] : ['--assembly', assembly]),
    ...(empty ? ['--empty'] : []),
    ...(timeScale === undefined ? [] : ['--time-scale', String(timeScale)]),
    ...Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
}
