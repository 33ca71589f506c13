import type { Account } from '../../account.ts'
import { type Clock, type Timer, toMilliseconds } from '../../clock.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type { Logs, Traces } from '../../ports.ts'
import { secretHex } from '../../random.ts'
import type { EnvironmentCapacity, Place } from './environment-capacity.ts'
import { environmentVariables } from './environment-variables.ts'
import { ExecutionEnvironment } from './execution-environment.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import { FunctionLog } from './function-log.ts'
import type { InvocationRequest, Outcome } from './invocation.ts'
import type { LayerDirectories } from './layer-directories.ts'
import type { RuntimeApi } from './runtime-api.ts'
import { Shortage } from './shortage.ts'
import type { Workspace } from './workspace.ts'

/**
 * Lambda does not document how long it keeps an idle environment; observed values are minutes to an hour. The shorter
 * one frees the machine soon. Where a test steps time, hours pass in seconds, and each end would cost it a process.
 */
const MAX_IDLE_MS = toMilliseconds({ minutes: 5 })
const MAX_IDLE_OF_STEPPED_MS = toMilliseconds({ hours: 1 })

/** The maximum number of missing environments that a pool queues at a time. */
const MAX_QUEUED_STARTS = 10

/** What environments need from the rest of the local AWS. */
export interface EnvironmentHost {
  account: Account
  credentials: CredentialStore
  logs: Logs
  traces: Traces
  runtimeApi: RuntimeApi
  capacity: EnvironmentCapacity
  workspace: Workspace
  layerDirectories: LayerDirectories
  /** The directory from which functions resolve the SDK that is part of Lambda's runtime. */
  sdkRoot: string
  /** Where environments keep compiled code, if they do. */
  compileCache: string | undefined
}

/** The result of an invocation, and the environment that processed it. */
export interface Completed {
  outcome: Outcome
  /** On the account's clock, in ms; undefined if the process never received it. */
  startedAt: number | undefined
  /** Present if the environment was new. */
  initDurationMs: number | undefined
}

interface Waiting {
  request: InvocationRequest
  /** On the clock of real work, in ms. */
  since: number
  settle(completed: Completed): void
}

/** Options that may change while the pool is in use. */
export interface PoolOptions {
  /** The function's reserved concurrency, if any: the maximum number of environments. */
  reserved(): number | undefined
  /** The URL of a module that new environments load before the bootstrap. */
  preload(): string | undefined
}

/**
 * The environments of one function with one configuration.
 *
 * An invocation goes to the environment that was used most recently, so that unneeded environments stay idle and end.
 * If none is idle, the invocation takes the first one that becomes idle; a new one starts only if that takes long or
 * the shortage lasts. Lambda starts a new one at once, on another machine; here all share one machine, which executes
 * the work of many processes more slowly than that of a few.
 */
export class EnvironmentPool {
  readonly #host: EnvironmentHost
  readonly #configuration: FunctionConfiguration
  readonly #taskRoot: string
  readonly #reserved: () => number | undefined
  readonly #preload: () => string | undefined
  readonly #all = new Set<ExecutionEnvironment>()
  /** The most recently used environment is the last. */
  readonly #idle: { environment: ExecutionEnvironment; leave(): void }[] = []
  readonly #waiting: Waiting[] = []
  readonly #credentials = new Map<ExecutionEnvironment, string>()
  readonly #used = new WeakSet<ExecutionEnvironment>()
  /** Environments that are starting or waiting to start. */
  #starting = 0
  /** Starting environments that already have a process. */
  #begun = 0
  readonly #shortage = new Shortage()
  /** Present while an invocation waits that may still need a new environment. */
  #patience: Timer | undefined
  #retired = false

  constructor(
    host: EnvironmentHost,
    configuration: FunctionConfiguration,
    taskRoot: string,
    { reserved, preload }: PoolOptions,
  ) {
    this.#reserved = reserved
    this.#preload = preload
    this.#host = host
    this.#configuration = configuration
    this.#taskRoot = taskRoot
  }

  get environments(): readonly ExecutionEnvironment[] {
    return [...this.#all]
  }

  /** Whether it has processes, or will have one for an invocation that waits. */
  get isInUse(): boolean {
    return this.#all.size > 0 || this.#waiting.length > 0
  }

  run(request: InvocationRequest): Promise<Completed> {
    return new Promise(settle => {
      this.#waiting.push({ request, since: this.#wall.now(), settle })
      const idle = this.#idle.pop()
      if (!idle) {
        this.#shortage.begin(this.#wall.now())
        return this.#startWhatIsMissing()
      }
      idle.leave()
      this.#assign(idle.environment)
    })
  }

  /** Starts an environment without work; resolves to the init error, if any. */
  warmUp(): Promise<Outcome | undefined> {
    return new Promise(resolve => {
      this.#host.capacity.enter({
        wanted: () => !this.#retired,
        guaranteed: () => true,
        start: place => this.#start(place, resolve),
        declined: () => resolve(undefined),
      })
    })
  }

  /** Accepts no more invocations: idle environments end now, the others when they finish their work. */
  retire(): void {
    this.#retired = true
    for (const { environment, leave } of this.#idle.splice(0)) {
      leave()
      environment.kill()
    }
  }

  /** Ends all processes at once; resolves when they have ended. */
  async close(): Promise<void> {
    this.#waiting.length = 0
    this.#patience?.cancel()
    this.retire()
    const ended = [...this.#all].map(environment => environment.ended)
    for (const environment of this.#all) environment.kill()
    await Promise.all(ended)
  }

  get #wall(): Clock {
    return this.#host.account.clock.wall
  }

  get #isStepped(): boolean {
    return this.#wall.pace === 0
  }

  #startWhatIsMissing(): void {
    while (this.#starting < Math.min(this.#missing, MAX_QUEUED_STARTS)) {
      this.#starting++
      this.#host.capacity.enter({
        wanted: () => this.#missing >= this.#starting,
        guaranteed: () => this.#all.size < (this.#reserved() ?? 1),
        start: place => this.#startMissing(place),
        declined: () => this.#starting--,
      })
    }
    this.#lookAgain()
  }

  #startMissing(place: Place): void {
    this.#begun++
    this.#start(place, initError => {
      this.#begun--
      this.#starting--
      if (initError) this.#failOldest(initError)
    })
  }

  /** How many new environments the waiting invocations need, in addition to those that will soon be free. */
  get #missing(): number {
    const patient = this.#wall.now() - this.#patienceMs
    const firstPatient = this.#waiting.findIndex(({ since }) => since > patient)
    const isLasting = this.#waiting.length > 0 && this.#shortage.lasts(this.#wall.now(), this.#all.size)
    const impatient = firstPatient < 0 ? this.#waiting.length : Math.max(firstPatient, isLasting ? 1 : 0)
    let returning = 0
    for (const environment of this.#all) if (environment.returning) returning++
    const others = this.#all.size - this.#begun
    const allowed = (this.#reserved() ?? Number.POSITIVE_INFINITY) - others
    return Math.max(0, Math.min(impatient - returning, allowed))
  }

  /** 0 if there is no environment yet, or if time stands still and a wait would never end. */
  get #patienceMs(): number {
    return this.#all.size === 0 || this.#isStepped ? 0 : this.#shortage.patienceMs
  }

  #lookAgain(): void {
    const patient = this.#wall.now() - this.#patienceMs
    const next = this.#waiting.find(({ since }) => since > patient)
    if (!next || this.#patience) return
    this.#patience = this.#wall.setTimer(next.since - patient, () => {
      this.#patience = undefined
      this.#startWhatIsMissing()
    })
  }

  #start(place: Place, started: (initError: Outcome | undefined) => void): void {
    const {
      account,
      credentials,
      logs,
      traces,
      runtimeApi,
      workspace,
      layerDirectories,
      sdkRoot,
      compileCache,
    } = this.#host
    const configuration = this.#configuration
    // The secret id lets its holder respond in place of the function.
    const id = secretHex(32)
    const session = credentials.assumeRole(configuration.role, configuration.name)
    const log = new FunctionLog(account, logs, configuration, credentials.callerOf(session.accessKeyId))
    const temporaryDirectory = workspace.make('tmp')
    const defined = environmentVariables(
      account,
      configuration,
      {
        id,
        logStream: log.stream,
        taskRoot: this.#taskRoot,
        temporaryDirectory,
        layers: layerDirectories.of(configuration.layers),
        credentials: session,
        xrayDaemonAddress: traces.daemonAddress,
      },
      runtimeApi.prefix,
    )
    const variables = { ...defined, AWS_LAMBDA_FUNCTION_VERSION: configuration.version }
    let finish: ((initError: Outcome | undefined) => void) | undefined = initError => {
      finish = undefined
      started(initError)
    }
    const environment = new ExecutionEnvironment(
      {
        ...{
          id,
          log,
          configuration,
          clock: account.clock,
          variables,
          temporaryDirectory,
          sdkRoot,
          compileCache,
        },
        preload: this.#preload(),
      },
      {
        ready: ready => {
          if (finish) {
            this.#shortage.started(ready.initDurationMs ?? 0)
            finish(undefined)
            place.ready()
          }
          this.#available(ready)
          this.#startWhatIsMissing()
        },
        gone: (ended, initError) => {
          this.#remove(ended)
          finish?.(initError)
          place.left()
          this.#startWhatIsMissing()
        },
      },
    )
    this.#all.add(environment)
    this.#credentials.set(environment, session.accessKeyId)
    runtimeApi.add(environment)
  }

  #remove(environment: ExecutionEnvironment): void {
    this.#all.delete(environment)
    this.#host.runtimeApi.remove(environment)
    const accessKeyId = this.#credentials.get(environment)
    // Requests that the function presigned, such as URLs, must outlive its process.
    if (accessKeyId) this.#host.credentials.endSession(accessKeyId)
    this.#credentials.delete(environment)
    this.#forgetIdle(environment)
  }

  #forgetIdle(environment: ExecutionEnvironment): void {
    const index = this.#idle.findIndex(idle => idle.environment === environment)
    if (index >= 0) this.#idle.splice(index, 1)[0]?.leave()
  }

  #available(environment: ExecutionEnvironment): void {
    if (this.#waiting.length > 0) return this.#assign(environment)
    if (this.#retired) return environment.kill()
    const end = () => {
      this.#forgetIdle(environment)
      environment.kill()
    }
    const timer = this.#wall.setTimer(this.#isStepped ? MAX_IDLE_OF_STEPPED_MS : MAX_IDLE_MS, end)
    const occupied = this.#host.capacity.idle(end)
    const leave = () => {
      timer.cancel()
      occupied()
    }
    this.#idle.push({ environment, leave })
    this.#shortage.end()
  }

  #assign(environment: ExecutionEnvironment): void {
    const next = this.#waiting.shift()
    if (!next) return
    const initDurationMs = this.#used.has(environment) ? undefined : environment.initDurationMs
    this.#used.add(environment)
    const startedAt = this.#host.account.clock.now()
    const begin = this.#wall.now()
    void environment.invoke(next.request).then(outcome => {
      this.#shortage.worked(this.#wall.now() - begin)
      next.settle({ outcome, startedAt, initDurationMs })
    })
  }

  #failOldest(initError: Outcome): void {
    const oldest = this.#waiting.shift()
    if (!oldest) return
    oldest.settle({ outcome: initError, startedAt: undefined, initDurationMs: undefined })
  }
}
