import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Metrics } from '../../ports.ts'
import type { Concurrency } from './concurrency.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import { type Completed, type EnvironmentHost, EnvironmentPool } from './environment-pool.ts'
import type { ExecutionEnvironment } from './execution-environment.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import { functionReference } from './function-name.ts'
import type { ErrorDocument, Outcome } from './invocation.ts'
import { InvocationTrace, type TraceOrigin } from './invocation-trace.ts'
import { Lineage } from './lineage.ts'
import { RecursiveInvocationError, RecursiveLoops } from './recursive-loops.ts'

const CUSTOM_RESOURCE_RESPONSE = new URL('custom-resource-response.mjs', import.meta.url).href

/** The origin of an invocation, and the ARN that it names. */
export interface InvocationOrigin extends TraceOrigin {
  /** The ARN that the caller used. @default - its ARN without a qualifier */
  invokedArn?: string
}

/** The result of an invocation, with its trace header. */
export interface Completion extends Outcome {
  /** The function's `_X_AMZN_TRACE_ID`, with the lineage that includes this invocation. */
  readonly traceHeader: string
}

/** One version of a function: its configuration, its code, and the environments that run it. */
export class LambdaFunction {
  readonly recursiveLoops: RecursiveLoops
  /** Whether its environments respond to CloudFormation. */
  providesCustomResources = false
  readonly #host: EnvironmentHost
  readonly #metrics: Metrics
  readonly #concurrency: Concurrency
  #configuration: FunctionConfiguration
  #code: DeploymentPackage
  #lastModified: number
  #revisionId: string
  #pool: EnvironmentPool
  #caller: PrincipalCaller | undefined
  /** Pools of earlier configurations whose environments still work. */
  #formerPools: EnvironmentPool[] = []

  constructor(
    host: EnvironmentHost,
    metrics: Metrics,
    concurrency: Concurrency,
    configuration: FunctionConfiguration,
    code: DeploymentPackage,
    recursiveLoops = new RecursiveLoops(configuration.arn),
  ) {
    this.#host = host
    this.#metrics = metrics
    this.#concurrency = concurrency
    this.#configuration = configuration
    this.#code = code
    this.recursiveLoops = recursiveLoops
    this.#pool = this.#newPool()
    this.#lastModified = host.account.clock.now()
    this.#revisionId = host.account.random.uuid()
  }

  get configuration(): FunctionConfiguration {
    return this.#configuration
  }

  get code(): DeploymentPackage {
    return this.#code
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

  /**
   * The principal that Lambda uses to poll for the function and to send failed events: a session of its execution role.
   */
  get caller(): PrincipalCaller {
    const { credentials } = this.#host
    const { role, name } = this.#configuration
    this.#caller ??= credentials.callerOf(credentials.assumeRole(role, name).accessKeyId)
    return this.#caller
  }

  /** Changes the configuration for new invocations, which get new environments. */
  configure(configuration: FunctionConfiguration): void {
    this.#configuration = configuration
    this.#caller = undefined
    this.#renew()
  }

  /** Changes the code, as {@link configure} changes the configuration. The former code stays for environments that work. */
  replaceCode(code: DeploymentPackage): void {
    this.#code = code
    this.#renew()
  }

  /** An immutable version of the current configuration and code. */
  published(version: string, description = this.#configuration.description): LambdaFunction {
    return new LambdaFunction(
      this.#host,
      this.#metrics,
      this.#concurrency,
      { ...this.#configuration, version, description },
      this.#code,
      this.recursiveLoops,
    )
  }

  /**
   * Runs the function once with `payload`, a JSON text.
   *
   * @throws AwsError `TooManyRequestsException` if the concurrency limit is reached
   * @throws RecursiveInvocationError if the invocation would continue a loop
   */
  async invoke(requestId: string, payload: string, origin: InvocationOrigin): Promise<Completion> {
    const { account, traces } = this.#host
    const { invokedArn = this.#configuration.arn } = origin
    const count = this.#counter(invokedArn)
    const lineage = this.#lineage(origin, count)
    const leave = this.#enter(count)
    const arrivedAt = account.clock.now()
    const trace = new InvocationTrace(account, traces, this, origin, lineage)
    const completed = await this.#pool.run({ requestId, payload, invokedArn, traceHeader: trace.header })
    leave()

    const { outcome, startedAt, initDurationMs } = completed
    const working = { start: startedAt ?? arrivedAt, end: account.clock.now() }
    const init = initDurationMs === undefined ? undefined : { start: arrivedAt, end: working.start }
    trace.end(requestId, working, init, outcome)
    countInvocation(completed, count)
    this.#reportFailure(outcome)
    return { ...outcome, traceHeader: trace.header }
  }

  /** Starts an environment before there is work; resolves to the reason if its code cannot be loaded. */
  async warmUp(): Promise<string | undefined> {
    const initError = await this.#pool.warmUp()
    return initError?.payload
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool, ...this.#formerPools].map(pool => pool.close()))
  }

  #renew(): void {
    this.#pool.retire()
    this.#formerPools = [...this.#formerPools, this.#pool].filter(pool => pool.isInUse)
    this.#lastModified = this.#host.account.clock.now()
    this.#revisionId = this.#host.account.random.uuid()
    this.#pool = this.#newPool()
  }

  #newPool(): EnvironmentPool {
    const reserved = () => this.#concurrency.reservedFor(this.#configuration.name)
    const preload = () => (this.providesCustomResources ? CUSTOM_RESOURCE_RESPONSE : undefined)
    return new EnvironmentPool(this.#host, this.#configuration, this.#code.directory, { reserved, preload })
  }

  /**
   * "Lambda emits this metric as soon as it stops a recursive invocation", but never for a function whose loops are
   * allowed.
   */
  #lineage({ header, links = [] }: TraceOrigin, count: Count): Lineage {
    const lineage = Lineage.ofAll(header === undefined ? links : [header, ...links])
    if (this.recursiveLoops.stops(lineage)) {
      count('RecursiveInvocationsDropped', 1)
      throw new RecursiveInvocationError()
    }
    return lineage.invoking(this.#configuration.arn)
  }

  #enter(count: Count): () => void {
    const { name } = this.#configuration
    try {
      const leave = this.#concurrency.enter(name)
      count('ConcurrentExecutions', this.#concurrency.running(name))
      return leave
    } catch (error) {
      count('Throttles', 1)
      const reason = (error as Error).message
      this.#host.account.activity.report({ kind: 'throttle', name, reason })
      throw error
    }
  }

  #reportFailure({ status, payload }: Outcome): void {
    if (status === 'success') return
    const { errorType, errorMessage } = JSON.parse(payload) as ErrorDocument
    const reason = errorType ? `${errorType}: ${errorMessage}` : errorMessage
    this.#host.account.activity.report({ kind: 'invocation', name: this.#configuration.name, reason })
  }

  /**
   * "Dimensions for Lambda metrics": an invocation with a qualifier counts for its function and for its `Resource`; through
   * an alias, also for its `ExecutedVersion`.
   */
  #counter(invokedArn: string): Count {
    const { name, version } = this.#configuration
    const { qualifier } = functionReference(invokedArn)
    const dimensionSets: Record<string, string>[] = [{ FunctionName: name }]
    if (qualifier !== undefined) {
      const resource = { FunctionName: name, Resource: `${name}:${qualifier}` }
      dimensionSets.push(resource)
      if (qualifier !== version) dimensionSets.push({ ...resource, ExecutedVersion: version })
    }
    return (metric, value, unit = 'Count') => {
      for (const dimensions of dimensionSets) {
        this.#metrics.put({ namespace: 'AWS/Lambda', name: metric, dimensions, value, unit })
      }
    }
  }
}

/** Puts a value of one of the function's metrics. */
type Count = (metric: string, value: number, unit?: string) => void

/** "Using CloudWatch metrics with Lambda", developer guide: throttled requests do not count as invocations. */
function countInvocation({ outcome }: Completed, count: Count): void {
  count('Invocations', 1)
  count('Errors', outcome.status === 'success' ? 0 : 1)
  count('Throttles', 0)
  count('Duration', outcome.durationMs, 'Milliseconds')
}
