import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FunctionLog } from './function-log.ts'
import { LogFrames, LogLines } from './log-frames.ts'

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.mjs')
/** The share of the memory that the Node.js runtime gives to the heap's old space. */
const HEAP_SHARE = 0.9
/** A quarter of V8's default: two fifths less memory for a process, of which there are many, at the same speed. */
const YOUNG_GENERATION_MB = 4

export interface ProcessOptions {
  memorySizeMb: number
  /** What Node.js may write to the temporary directory: see disk-quota.mjs. */
  temporaryStorageBytes: number
  variables: Record<string, string>
  /** The URL of a module to load before the bootstrap. */
  preload: string | undefined
  /** What the function's clock starts at, and how fast it goes: see bootstrap.mjs. */
  time: { now: number; pace: number }
  /** The directory from which it resolves the SDK: see module-resolution.mjs. */
  sdkRoot: string
  /** The directory where it keeps compiled code, if it does: see bootstrap.mjs. */
  compileCache: string | undefined
  log: FunctionLog
  /** The process has ended and all it printed is logged; `reason` in the words of Lambda. */
  ended(reason: string): void
}

/** A process that runs the bootstrap, and all that it starts. */
export class EnvironmentProcess {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  readonly #process: ChildProcess

  constructor({
    memorySizeMb,
    temporaryStorageBytes,
    variables,
    preload,
    time,
    sdkRoot,
    compileCache,
    log,
    ended,
  }: ProcessOptions) {
    const heap = [
      `--max-old-space-size=${Math.floor(memorySizeMb * HEAP_SHARE)}`,
      `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
    ]
    const preloads = preload === undefined ? [] : ['--import', preload]
    const given = [time.now, time.pace, temporaryStorageBytes, sdkRoot, compileCache ?? ''].map(String)
    this.#process = spawn(process.execPath, [...heap, ...preloads, BOOTSTRAP, ...given], {
      cwd: variables.LAMBDA_TASK_ROOT,
      env: variables,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C is for the local AWS, which ends its environments itself.
      detached: true,
    })
    this.#keepLogOf(log)
    // Those it may have started end with it, and let go of its pipes.
    this.#process.once('exit', () => this.kill())
    // `error` says why a process could not be started; `close` may follow it.
    this.ended = new Promise<string>(resolve => {
      this.#process.once('error', error => resolve(error.message))
      this.#process.once('close', (code, signal) => resolve(exitReason(code, signal)))
    }).then(ended)
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  kill(): void {
    const { pid } = this.#process
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // All of them have ended.
    }
  }

  #keepLogOf(log: FunctionLog): void {
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      const lines = new LogLines()
      stream?.on('data', (chunk: Buffer) => log.printed(lines.push(chunk)))
      stream?.on('end', () => log.printed(lines.end()))
    }
    const frames = new LogFrames()
    const logPipe = this.#process.stdio[3] as Readable
    logPipe.on('data', (chunk: Buffer) => log.printed(frames.push(chunk)))
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`
  if (code) return `Runtime exited with error: exit status ${code}`
  return 'Runtime exited without providing a reason'
}

/** As Go, in which Lambda's runtime interface is written, calls them. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGILL: 'illegal instruction',
  SIGTRAP: 'trace/breakpoint trap',
}
