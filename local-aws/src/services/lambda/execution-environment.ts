import type { ServerResponse } from 'node:http'
import type { Clock, Timer } from '../../clock.ts'
import { EnvironmentProcess } from './environment-process.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import type { FunctionLog } from './function-log.ts'
import type { ErrorDocument, InvocationRequest, Outcome } from './invocation.ts'
import { QUOTAS } from './quotas.ts'
import { TemporaryStorage } from './temporary-storage.ts'

/** "The Init phase is limited to 10 seconds", then goes on in the invocation that waits for it. */
const MAX_INIT_MS = 10_000

const MB = 1024 * 1024

export interface EnvironmentEvents {
  /** It waits for an invocation. */
  ready(environment: ExecutionEnvironment): void
  /** Its process has ended; `initError` if that was before it was ready for the first time. */
  gone(environment: ExecutionEnvironment, initError: Outcome | undefined): void
}

interface Current {
  request: InvocationRequest
  startedAt: number
  timeout: Timer
  settle(outcome: Outcome): void
}

/** One process that has loaded a function and works on its invocations, one after the other. */
export class ExecutionEnvironment {
  readonly id: string
  readonly log: FunctionLog
  readonly configuration: FunctionConfiguration
  readonly startedAt: number
  readonly #clock: Clock
  readonly #wall: Clock
  readonly #events: EnvironmentEvents
  readonly #process: EnvironmentProcess
  readonly #storage: TemporaryStorage
  readonly #initTimeout: Timer
  #waitingRequest: ServerResponse | undefined
  #current: Current | undefined
  #initDurationMs: number | undefined
  #initReported = false
  #initError: ErrorDocument | undefined
  #maxMemoryUsedMb = 0
  #ready = false
  #reporting = false
  #killed = false
  /** Why it was ended, where its process cannot say so. */
  #problem: string | undefined

  constructor(
    options: {
      id: string
      log: FunctionLog
      configuration: FunctionConfiguration
      clock: Clock
      variables: Record<string, string>
      /** In place of `/tmp`; removed when it ends. */
      temporaryDirectory: string
      /** The directory from which it resolves the SDK. */
      sdkRoot: string
      /** The directory where it keeps compiled code, if it does. */
      compileCache: string | undefined
      /** The URL of a module to load before the bootstrap. */
      preload: string | undefined
    },
    events: EnvironmentEvents,
  ) {
    this.id = options.id
    this.log = options.log
    this.configuration = options.configuration
    this.#clock = options.clock
    this.#wall = options.clock.wall
    this.#events = events
    this.startedAt = this.#wall.now()
    this.log.initStarted()
    const { timeoutSeconds, memorySizeMb, ephemeralStorageMb } = this.configuration
    this.#storage = new TemporaryStorage(options.temporaryDirectory, ephemeralStorageMb, this.#wall, used =>
      this.#outgrow(used),
    )
    this.#storage.open()
    this.#process = new EnvironmentProcess({
      memorySizeMb,
      temporaryStorageBytes: this.#storage.limitBytes,
      variables: options.variables,
      preload: options.preload,
      time: { now: this.#clock.now(), pace: this.#clock.pace },
      sdkRoot: options.sdkRoot,
      compileCache: options.compileCache,
      log: this.log,
      ended: reason => this.#ended(reason),
    })
    this.#initTimeout = this.#wall.setTimer(MAX_INIT_MS + timeoutSeconds * 1000, () => {
      this.#initError = timedOut('init', timeoutSeconds)
      this.kill()
    })
  }

  /** Of the process; for a test that ends it as a crash would. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Resolves when the process has ended. */
  get ended(): Promise<void> {
    return this.#process.ended
  }

  /** The invocation that it works on. */
  get currentRequestId(): string | undefined {
    return this.#current?.request.requestId
  }

  /** Whether it has answered and will be ready at once. */
  get returning(): boolean {
    return this.#initDurationMs !== undefined && !this.#killed && !this.#current && !this.#ready
  }

  /** How long the process took until it asked for its first invocation. */
  get initDurationMs(): number | undefined {
    return this.#initDurationMs
  }

  /** Hands over an invocation; only when it is {@link EnvironmentEvents.ready}. */
  invoke(request: InvocationRequest): Promise<Outcome> {
    const response = this.#waitingRequest
    if (!response) throw new Error(`The environment ${this.id} was not waiting for an invocation.`)
    this.#waitingRequest = undefined
    this.#ready = false
    const { timeoutSeconds } = this.configuration
    const timeoutMs = timeoutSeconds * 1000
    const now = this.#clock.now()
    this.#storage.open()
    this.log.started(request.requestId, request.traceHeader)
    return new Promise(settle => {
      const timeout = this.#wall.setTimer(timeoutMs, () => this.#timeOut(request.requestId))
      this.#current = { request, startedAt: this.#wall.now(), timeout, settle }
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(request.payload),
          'lambda-runtime-aws-request-id': request.requestId,
          'lambda-runtime-deadline-ms': now + timeoutMs,
          'lambda-runtime-clock-ms': now,
          'lambda-runtime-invoked-function-arn': request.invokedArn,
          ...(request.traceHeader && { 'lambda-runtime-trace-id': request.traceHeader }),
        })
        .end(request.payload)
    })
  }

  /** Runtime API, `GET /runtime/invocation/next`: answered when there is an invocation. */
  next(response: ServerResponse): void {
    this.#waitingRequest = response
    if (this.#initDurationMs === undefined) {
      this.#initTimeout.cancel()
      this.#initDurationMs = this.#wall.now() - this.startedAt
    }
    this.#becomeReady()
  }

  #outgrow(usedBytes: number): void {
    const { ephemeralStorageMb } = this.configuration
    this.#problem = `Runtime exited: ${Math.ceil(usedBytes / MB)} MB were written to the temporary directory, and EphemeralStorage is ${ephemeralStorageMb} MB (on Lambda the write fails: ENOSPC, no space left on device)`
    this.kill()
  }

  /** The next may be asked for in the same breath as the last is answered; that is to be reported first. */
  #becomeReady(): void {
    if (!this.#waitingRequest || this.#current || this.#reporting || this.#killed) return
    this.#ready = true
    this.#storage.rest()
    this.#events.ready(this)
  }

  /** Runtime API, `POST /runtime/invocation/{id}/response`; false if it works on no such invocation. */
  respond(requestId: string, payload: string, maxRssKb: number): boolean {
    if (Buffer.byteLength(payload) <= QUOTAS.synchronousPayloadBytes) {
      return this.#settle(requestId, { payload, status: 'success' }, maxRssKb)
    }
    const document: ErrorDocument = {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${QUOTAS.responsePayloadBytes} bytes).`,
    }
    return this.#settle(requestId, { payload: JSON.stringify(document), status: 'error' }, maxRssKb)
  }

  /** Runtime API, `POST /runtime/invocation/{id}/error`; false if it works on no such invocation. */
  fail(requestId: string, document: string, maxRssKb: number): boolean {
    return this.#settle(requestId, { payload: document, status: 'error' }, maxRssKb)
  }

  /** Runtime API, `POST /runtime/init/error`: the process ends itself after that. */
  failInit(document: string): void {
    this.#initError = JSON.parse(document) as ErrorDocument
  }

  /** Ends the process at once, and what it has started. */
  kill(): void {
    this.#killed = true
    this.#initTimeout.cancel()
    this.#process.kill()
  }

  #ended(exit: string): void {
    this.#initTimeout.cancel()
    this.#storage.remove()
    const reason = this.#problem ?? exit
    const requestId = this.#current?.request.requestId
    if (requestId) {
      this.#endWith('failure', {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} Error: ${reason}`,
      })
    }
    const initialised = this.#initDurationMs !== undefined
    const initError = this.#initError ?? { errorType: 'Runtime.ExitError', errorMessage: `Error: ${reason}` }
    this.#events.gone(this, initialised ? undefined : this.#outcome(initError))
  }

  #outcome(document: ErrorDocument): Outcome {
    return {
      payload: JSON.stringify(document),
      status: document.errorType === 'Sandbox.Timedout' ? 'timeout' : 'failure',
      problem: document.errorMessage,
      durationMs: this.#wall.now() - this.startedAt,
      maxMemoryUsedMb: this.#maxMemoryUsedMb,
    }
  }

  #timeOut(requestId: string): void {
    this.kill()
    this.#endWith('timeout', timedOut(requestId, this.configuration.timeoutSeconds))
  }

  #endWith(status: 'timeout' | 'failure', document: ErrorDocument): void {
    const problem = document.errorMessage.replace(/^RequestId: \S+ Error: /, '')
    const requestId = this.#current?.request.requestId ?? ''
    this.#settle(requestId, { payload: JSON.stringify(document), status, problem }, 0)
  }

  #settle(
    requestId: string,
    result: Pick<Outcome, 'payload' | 'status' | 'problem'>,
    maxRssKb: number,
  ): boolean {
    const current = this.#current
    if (current?.request.requestId !== requestId) return false
    this.#current = undefined
    current.timeout.cancel()
    this.#maxMemoryUsedMb = Math.max(this.#maxMemoryUsedMb, Math.ceil(maxRssKb / 1024))
    const outcome: Outcome = {
      ...result,
      durationMs: this.#wall.now() - current.startedAt,
      maxMemoryUsedMb: this.#maxMemoryUsedMb,
    }
    const initDurationMs = this.#initReported ? undefined : this.#initDurationMs
    this.#initReported = true
    // What the function printed before it answered lies in its pipes: it is read in this turn of the event loop.
    this.#reporting = true
    setImmediate(() => {
      this.log.ended(requestId, outcome, initDurationMs, current.request.traceHeader)
      this.#reporting = false
      this.#becomeReady()
    })
    current.settle(outcome)
    return true
  }
}

function timedOut(requestId: string, seconds: number): ErrorDocument {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  }
}
