import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Metrics } from '../../ports.ts'
import type { Concurrency } from './concurrency.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import { type Completed, type EnvironmentHost, EnvironmentPool } from './environment-pool.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import type { Outcome } from './invocation.ts'
import { InvocationTrace, type TraceOrigin } from './invocation-trace.ts'
import { Lineage } from './lineage.ts'
import { RecursiveInvocationError, RecursiveLoops } from './recursive-loops.ts'

/** One function: its configuration, its code, and the environments that run it. */
export class LambdaFunction {
  readonly code: DeploymentPackage
  readonly recursiveLoops: RecursiveLoops
  readonly #host: EnvironmentHost
  readonly #metrics: Metrics
  readonly #concurrency: Concurrency
  #configuration: FunctionConfiguration
  #lastModified: number
  #revisionId: string
  #pool: EnvironmentPool
  #caller: PrincipalCaller | undefined
  /** Of former configurations, with environments that still work. */
  #formerPools: EnvironmentPool[] = []

  constructor(
    host: EnvironmentHost,
    metrics: Metrics,
    concurrency: Concurrency,
    configuration: FunctionConfiguration,
    code: DeploymentPackage,
  ) {
    this.#host = host
    this.#metrics = metrics
    this.#concurrency = concurrency
    this.#configuration = configuration
    this.code = code
    this.recursiveLoops = new RecursiveLoops(configuration.arn)
    this.#pool = this.#poolOf(configuration)
    this.#lastModified = host.account.clock.now()
    this.#revisionId = host.account.random.uuid()
  }

  get configuration(): FunctionConfiguration {
    return this.#configuration
  }

  /** In ms since the epoch. */
  get lastModified(): number {
    return this.#lastModified
  }

  get revisionId(): string {
    return this.#revisionId
  }

  get environments(): readonly ExecutionEnvironment[] {
    return [this.#pool, ...this.#formerPools].flatMap(pool => pool.environments)
  }

  get reservedConcurrency(): number | undefined {
    return this.#concurrency.reservedFor(this.#configuration.name)
  }

  /** As whom Lambda polls for the function and sends what it gives up: a session of its execution role. */
  get caller(): PrincipalCaller {
    const { credentials } = this.#host
    const { role, name } = this.#configuration
    this.#caller ??= credentials.callerOf(credentials.assumeRole(role, name).accessKeyId)
    return this.#caller
  }

  /** New invocations find the new configuration, in new environments. */
  configure(configuration: FunctionConfiguration): void {
    this.#pool.retire()
    this.#formerPools = [...this.#formerPools, this.#pool].filter(pool => pool.environments.length > 0)
    this.#configuration = configuration
    this.#lastModified = this.#host.account.clock.now()
    this.#revisionId = this.#host.account.random.uuid()
    this.#pool = this.#poolOf(configuration)
  }

  /**
   * Runs the function once with `payload`, a JSON text.
   *
   * @throws AwsError `TooManyRequestsException` when no environment may work on it
   * @throws RecursiveInvocationError where it would go on with a loop
   */
  async invoke(requestId: string, payload: string, origin: TraceOrigin): Promise<Outcome> {
    const { account, traces } = this.#host
    const lineage = this.#lineage(origin)
    const leave = this.#enter()
    const arrivedAt = account.clock.now()
    const trace = new InvocationTrace(account, traces, this.#configuration, origin, lineage)
    const completed = await this.#pool.run({ requestId, payload, traceHeader: trace.header })
    leave()

    const { outcome, startedAt, initDurationMs } = completed
    const working = { start: startedAt ?? arrivedAt, end: account.clock.now() }
    const init = initDurationMs === undefined ? undefined : { start: arrivedAt, end: working.start }
    trace.end(requestId, working, init, outcome)
    this.#count(completed)
    return outcome
  }

  /** Starts an environment ahead of work; resolves to the reason if its code cannot be loaded. */
  async warmUp(): Promise<string | undefined> {
    const initError = await this.#pool.warmUp()
    return initError?.payload
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool, ...this.#formerPools].map(pool => pool.close()))
  }

  #poolOf(configuration: FunctionConfiguration): EnvironmentPool {
    const reserved = () => this.#concurrency.reservedFor(configuration.name)
    return new EnvironmentPool(this.#host, configuration, this.code.directory, reserved)
  }

  /** "Lambda emits this metric as soon as it stops a recursive invocation", and never for a function that may loop. */
  #lineage({ header, links = [] }: TraceOrigin): Lineage {
    const lineage = Lineage.ofAll(header === undefined ? links : [header, ...links])
    if (this.recursiveLoops.stops(lineage)) {
      this.#put('RecursiveInvocationsDropped', 1, 'Count')
      throw new RecursiveInvocationError()
    }
    return lineage.invoking(this.#configuration.arn)
  }

  #enter(): () => void {
    const { name } = this.#configuration
    try {
      const leave = this.#concurrency.enter(name)
      this.#put('ConcurrentExecutions', this.#concurrency.running(name), 'Count')
      return leave
    } catch (error) {
      this.#put('Throttles', 1, 'Count')
      throw error
    }
  }

  /** "Using CloudWatch metrics with Lambda", developer guide: throttled requests are no invocations. */
  #count({ outcome }: Completed): void {
    this.#put('Invocations', 1, 'Count')
    this.#put('Errors', outcome.status === 'success' ? 0 : 1, 'Count')
    this.#put('Throttles', 0, 'Count')
    this.#put('Duration', outcome.durationMs, 'Milliseconds')
  }

  #put(name: string, value: number, unit: string): void {
    const dimensions = { FunctionName: this.#configuration.name }
    this.#metrics.put({ namespace: 'AWS/Lambda', name, dimensions, value, unit })
  }
}
