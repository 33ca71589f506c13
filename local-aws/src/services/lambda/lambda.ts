import type { Account } from '../../account.ts'
import { restJsonService } from '../../api/protocols/rest-json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Caller, ServiceCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { SignatureVerifier } from '../../identity/signature.ts'
import type {
  AliasTarget,
  FunctionAliases,
  Functions,
  Invocation,
  Logs,
  Metrics,
  Traces,
} from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { accountSettingsRoutes } from './actions/account-settings.ts'
import { aliasRoutes } from './actions/aliases.ts'
import { concurrencyRoutes } from './actions/concurrency.ts'
import { eventInvokeConfigRoutes } from './actions/event-invoke-config.ts'
import { eventSourceMappingRoutes } from './actions/event-source-mappings.ts'
import { functionUrlRoutes } from './actions/function-urls.ts'
import { functionRoutes } from './actions/functions.ts'
import { invokeRoutes } from './actions/invoke.ts'
import { layerRoutes } from './actions/layers.ts'
import { permissionRoutes } from './actions/permissions.ts'
import { recursionConfigRoutes } from './actions/recursion-config.ts'
import { tagRoutes } from './actions/tags.ts'
import { versionRoutes } from './actions/versions.ts'
import { AsynchronousInvocations } from './asynchronous-invocations.ts'
import { trimCompileCache } from './compile-cache.ts'
import { Concurrency } from './concurrency.ts'
import { EnvironmentCapacity } from './environment-capacity.ts'
import { invalid } from './errors.ts'
import { EventSourceMappings, type EventSourceServices } from './event-sources/event-source-mappings.ts'
import { FunctionUrlGateway } from './function-url-gateway.ts'
import { FunctionUrls } from './function-urls.ts'
import { FunctionRegistry } from './functions.ts'
import { INPUTS } from './input-model.ts'
import { LayerDirectories } from './layer-directories.ts'
import { Layers } from './layers.ts'
import { checkPayloadSize } from './payload-size.ts'
import { QUOTAS } from './quotas.ts'
import { aliasType } from './resources/alias.ts'
import { eventInvokeConfigType } from './resources/event-invoke-config.ts'
import { eventSourceMappingType } from './resources/event-source-mapping.ts'
import { functionType } from './resources/function.ts'
import { layerVersionType } from './resources/layer-version.ts'
import { layerVersionPermissionType } from './resources/layer-version-permission.ts'
import { permissionType } from './resources/permission.ts'
import { urlType } from './resources/url.ts'
import { versionType } from './resources/version.ts'
import { RuntimeApi } from './runtime-api.ts'
import { Workspace } from './workspace.ts'

/** One environment of a function, for tools that inspect or kill it. */
export interface EnvironmentDescription {
  /** The id of its process. */
  pid: number
  logStream: string
  /** The invocation that it processes; undefined while it starts or is idle. */
  requestId: string | undefined
}

/** The services that are event sources, and those that receive failed events. */
export type LambdaNeighbours = Omit<EventSourceServices, 'account' | 'metrics'>

export interface LambdaOptions {
  /** From where functions resolve the SDK that Lambda's runtime brings. @default - the current directory */
  sdkRoot?: string
  /** Where environments keep compiled code for those that start later. @default - none is kept */
  compileCache?: string
}

/**
 * All running instances, whose processes end with this process, however it ends. There is one listener for all, because
 * Node warns about more than ten.
 */
const running = new Set<Lambda>()
process.once('exit', () => {
  for (const lambda of running) lambda.kill()
})

/** AWS Lambda: functions run in separate processes, and queues and streams invoke them. */
export class Lambda implements Functions, FunctionAliases {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  /** The environments' processes get their work from it. */
  readonly runtimeApi = new RuntimeApi()
  /** Serves the function URLs. */
  readonly functionUrls: FunctionUrlGateway
  readonly #account: Account
  readonly #functions: FunctionRegistry
  readonly #asynchronous: AsynchronousInvocations
  readonly #eventSources: EventSourceMappings
  readonly #workspace = new Workspace()

  constructor(
    account: Account,
    credentials: CredentialStore,
    logs: Logs,
    metrics: Metrics,
    traces: Traces,
    neighbours: LambdaNeighbours,
    { sdkRoot = process.cwd(), compileCache }: LambdaOptions = {},
  ) {
    this.#account = account
    const { runtimeApi } = this
    const workspace = this.#workspace
    if (compileCache !== undefined) trimCompileCache(compileCache)
    const layers = new Layers(account)
    const host = {
      ...{ account, credentials, logs, traces, runtimeApi, workspace, sdkRoot, compileCache },
      capacity: new EnvironmentCapacity(),
      layerDirectories: new LayerDirectories(workspace),
    }
    this.#functions = new FunctionRegistry(host, metrics, new Concurrency(), layers)
    account.authorization.setResourcePolicies('lambda', { policyOf: arn => this.#functions.findPolicy(arn) })
    this.#asynchronous = new AsynchronousInvocations(account, this.#functions, neighbours.queues, metrics)
    this.#eventSources = new EventSourceMappings({ ...neighbours, account, metrics }, this.#functions)
    const urls = new FunctionUrls(account, this.#functions)
    const signatures = new SignatureVerifier(account, credentials)
    this.functionUrls = new FunctionUrlGateway(account, urls, this, signatures)
    this.api = restJsonService({
      signingName: 'lambda',
      model: INPUTS,
      errors: { invalid },
      routes: [
        ...invokeRoutes(this.#functions, this.#asynchronous),
        ...functionRoutes(this.#functions, workspace),
        ...versionRoutes(this.#functions),
        ...aliasRoutes(this.#functions),
        ...permissionRoutes(this.#functions),
        ...functionUrlRoutes(urls),
        ...concurrencyRoutes(this.#functions),
        ...recursionConfigRoutes(this.#functions),
        ...eventInvokeConfigRoutes(this.#functions, this.#asynchronous),
        ...eventSourceMappingRoutes(this.#eventSources),
        ...tagRoutes(this.#functions, this.#eventSources),
        ...layerRoutes(layers, workspace),
        ...accountSettingsRoutes(this.#functions, layers),
      ],
    })
    this.resourceTypes = [
      functionType(this.#functions, workspace),
      versionType(this.#functions),
      aliasType(this.#functions),
      urlType(urls),
      permissionType(this.#functions),
      eventInvokeConfigType(this.#functions, this.#asynchronous),
      eventSourceMappingType(this.#eventSources),
      layerVersionType(layers),
      layerVersionPermissionType(layers),
    ]
    running.add(this)
  }

  async invoke(
    functionName: string,
    event: unknown,
    options: { caller: Caller; traceHeader?: string },
  ): Promise<Invocation> {
    const { target, invokedArn } = this.#functions.resolve(functionName)
    const text = JSON.stringify(event ?? {})
    checkPayloadSize(Buffer.byteLength(text), QUOTAS.synchronousPayloadBytes)
    const origin = { header: options.traceHeader, invokedArn }
    const { status, payload } = await target.invoke(this.#account.random.uuid(), text, origin)
    return {
      payload: JSON.parse(payload),
      ...(status !== 'success' && { functionError: 'Unhandled' as const }),
    }
  }

  invokeAsynchronously(
    functionName: string,
    event: unknown,
    { caller, traceHeader }: { caller: Caller; traceHeader?: string },
  ): void {
    const invoked = this.#functions.resolve(functionName)
    if (caller.kind === 'service') this.#functions.checkInvocable(functionName, caller)
    const text = JSON.stringify(event)
    checkPayloadSize(Buffer.byteLength(text), QUOTAS.asynchronousPayloadBytes)
    this.#asynchronous.accept(invoked, this.#account.random.uuid(), text, traceHeader)
  }

  checkInvocable(functionName: string, caller: ServiceCaller): void {
    this.#functions.checkInvocable(functionName, caller)
  }

  /** Lets the function's new environments reach ResponseURL: see custom-resource-response.mjs. */
  provideCustomResources(functionArn: string): void {
    this.#functions.get(functionArn).providesCustomResources = true
  }

  aliasTarget(functionName: string, alias: string): AliasTarget {
    const { functionVersion, additional } = this.#functions.versionsOf(functionName).aliases.get(alias)
    return { version: functionVersion, ...(additional && { additional }) }
  }

  pointAlias(functionName: string, alias: string, { version, additional }: AliasTarget): void {
    this.#functions.versionsOf(functionName).aliases.update(alias, {
      FunctionVersion: version,
      RoutingConfig: {
        AdditionalVersionWeights: additional ? { [additional.version]: additional.weight } : {},
      },
    })
  }

  timeoutSeconds(functionName: string): number {
    return this.#functions.get(functionName).configuration.timeoutSeconds
  }

  /** The processes of a function, in the order of their start. */
  environments(functionName: string): EnvironmentDescription[] {
    return this.#functions
      .get(functionName)
      .environments.flatMap(({ pid, log, currentRequestId }) =>
        pid === undefined ? [] : [{ pid, logStream: log.stream, requestId: currentRequestId }],
      )
  }

  /** The number of invocations of a function in progress, including those that wait for an environment. */
  running(functionName: string): number {
    return this.#functions.concurrency.running(functionName)
  }

  /**
   * Starts one environment of a function and keeps it for its first invocation.
   *
   * @throws Error with the function's error, if its code cannot be loaded
   */
  async warmUp(functionName: string): Promise<void> {
    const initError = await this.#functions.get(functionName).warmUp()
    if (initError) throw new Error(`The function ${functionName} cannot start: ${describe(initError)}`)
  }

  /** Stops the event sources, ends every process, and removes files on disk. */
  async close(): Promise<void> {
    this.#asynchronous.close()
    await this.#eventSources.close()
    await this.#functions.close()
    this.#workspace.remove()
    running.delete(this)
  }

  /** Ends every process at once, and removes files on disk. */
  kill(): void {
    for (const each of this.#functions.versions()) {
      for (const environment of each.environments) environment.kill()
    }
    this.#workspace.remove()
  }
}

function describe(payload: string): string {
  const { errorType, errorMessage, trace = [] } = JSON.parse(payload)
  return [`${errorType}: ${errorMessage}`, ...trace.slice(1)].join('\n')
}
