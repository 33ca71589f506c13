import type { Account } from '../../account.ts'
import type { PrincipalCaller, ServiceCaller } from '../../identity/caller.ts'
import type { Policy } from '../../identity/policies/policy.ts'
import type { Metrics } from '../../ports.ts'
import type { TagEntry } from '../../tag-set.ts'
import type { Concurrency } from './concurrency.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import type { EnvironmentHost } from './environment-pool.ts'
import { conflict, functionNotFound, invalid } from './errors.ts'
import { checkExecutionRole, checkPassRole } from './execution-role.ts'
import { type FunctionProperties, functionConfiguration } from './function-configuration.ts'
import { functionNameOf, functionReference, LATEST } from './function-name.ts'
import type { FunctionPolicy } from './function-policy.ts'
import { LambdaFunction } from './lambda-function.ts'
import { checkUnzippedSize, type Layers, layersOfFunction } from './layers.ts'
import { Versions } from './versions.ts'

const FUNCTION_ARN = /:function:([^:]+)(?::([^:]+))?$/

/** The functions of the account. */
export class FunctionRegistry {
  readonly concurrency: Concurrency
  readonly #account: Account
  readonly #layers: Layers
  readonly #host: EnvironmentHost
  readonly #metrics: Metrics
  readonly #functions = new Map<string, Versions>()

  constructor(host: EnvironmentHost, metrics: Metrics, concurrency: Concurrency, layers: Layers) {
    this.#layers = layers
    this.#account = host.account
    this.#host = host
    this.#metrics = metrics
    this.concurrency = concurrency
  }

  /** @throws AwsError `ResourceConflictException`, `InvalidParameterValueException` */
  create(
    name: string,
    properties: FunctionProperties,
    code: DeploymentPackage,
    tags: readonly TagEntry[] = [],
  ): LambdaFunction {
    if (this.#functions.has(name)) {
      throw conflict(`Function already exist: ${name}`)
    }
    const configuration = functionConfiguration({ name, arn: this.#arn(name) }, properties, arns =>
      layersOfFunction(arns, this.#layers),
    )
    checkUnzippedSize(code, configuration.layers)
    checkExecutionRole(this.#account.authorization, this.#host.credentials, configuration)
    const made = new LambdaFunction(this.#host, this.#metrics, this.concurrency, configuration, code)
    this.#functions.set(name, new Versions(this.#account, made, tags))
    return made
  }

  /**
   * Checks that the caller may create a function of this name.
   *
   * @throws AwsError `AccessDeniedException`
   */
  checkCreatable(name: string, role: string | undefined, caller: PrincipalCaller): void {
    const permission = { action: 'lambda:CreateFunction', resource: this.#arn(name) }
    this.#account.authorization.check(caller, [permission])
    this.checkPassable(role, caller)
  }

  /**
   * Checks that the caller may pass a role to Lambda; undefined for a configuration that keeps its role.
   *
   * @throws AwsError `AccessDeniedException`
   */
  checkPassable(role: string | undefined, caller: PrincipalCaller): void {
    checkPassRole(this.#account.authorization, caller, role)
  }

  /**
   * Finds a version; for an alias with weights, the one that the next invocation runs.
   *
   * @param reference name, ARN or partial ARN, with or without a qualifier
   * @throws AwsError `ResourceNotFoundException`
   */
  get(reference: string): LambdaFunction {
    return this.resolve(reference).target
  }

  /**
   * Like {@link get}, but also returns the ARN of the invocation.
   *
   * @param qualifier separate from the reference
   */
  resolve(reference: string, qualifier?: string | null): InvokedFunction {
    const asked = functionReference(reference, qualifier)
    const target = this.versionsOf(asked.name).get(asked.qualifier ?? LATEST)
    const arn = this.#arn(asked.name)
    return { target, invokedArn: asked.qualifier === undefined ? arn : `${arn}:${asked.qualifier}` }
  }

  /**
   * The policy of the function, or of the given version or alias.
   *
   * @throws AwsError `ResourceNotFoundException`; `InvalidParameterValueException` for `$LATEST`
   */
  policyOf(reference: string, qualifier?: string | null): FunctionPolicy {
    const asked = functionReference(reference, qualifier)
    if (asked.qualifier === LATEST)
      throw invalid('Lambda does not support adding policies to version $LATEST: leave the qualifier out.')
    return this.versionsOf(asked.name).policyOf(asked.qualifier)
  }

  /**
   * Checks that the policy of the invoked function, version or alias allows the service to invoke it.
   *
   * @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`
   */
  checkInvocable(reference: string, caller: ServiceCaller): void {
    const { invokedArn } = this.resolve(reference)
    this.#account.authorization.check(caller, [{ action: 'lambda:InvokeFunction', resource: invokedArn }])
  }

  /**
   * Undefined for what is not the ARN of a function, version or alias here. AWS does not document which policy applies to
   * an ARN that ends with `:$LATEST`; here it is the function's.
   */
  findPolicy(arn: string): Policy | undefined {
    const [, name = '', qualifier] = FUNCTION_ARN.exec(arn) ?? []
    return this.#functions.get(name)?.findPolicy(qualifier === LATEST ? undefined : qualifier)?.compiled
  }

  /** @throws AwsError `ResourceNotFoundException` */
  versionsOf(reference: string): Versions {
    const name = functionNameOf(reference)
    const found = this.#functions.get(name)
    if (!found) throw functionNotFound(this.#arn(name))
    return found
  }

  /** @throws AwsError `InvalidParameterValueException` */
  configure(configured: LambdaFunction, properties: FunctionProperties): void {
    const { name, arn, layers } = configured.configuration
    const configuration = functionConfiguration({ name, arn }, properties, arns =>
      layersOfFunction(arns, this.#layers, layers),
    )
    checkUnzippedSize(configured.code, configuration.layers)
    checkExecutionRole(this.#account.authorization, this.#host.credentials, configuration)
    configured.configure(configuration)
  }

  /** @throws AwsError `ResourceNotFoundException`; `InvalidParameterValueException` for code that is too large */
  replaceCode(reference: string, code: DeploymentPackage): LambdaFunction {
    const versions = this.versionsOf(reference)
    checkUnzippedSize(code, versions.latest.configuration.layers)
    versions.replaceCode(code)
    return versions.latest
  }

  /** `$LATEST` of every function. */
  list(): LambdaFunction[] {
    return [...this.#functions.values()]
      .map(({ latest }) => latest)
      .sort((a, b) => (a.configuration.name < b.configuration.name ? -1 : 1))
  }

  /** Every version of every function. */
  versions(): LambdaFunction[] {
    return [...this.#functions.values()].flatMap(({ all }) => all)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  async delete(reference: string): Promise<void> {
    const versions = this.versionsOf(reference)
    const { name } = versions.latest.configuration
    this.#functions.delete(name)
    this.concurrency.unreserve(name)
    await versions.dispose()
  }

  async close(): Promise<void> {
    await Promise.all(this.versions().map(each => each.close()))
  }

  #arn(name: string): string {
    return this.#account.arn('lambda', `function:${name}`)
  }
}

/** A version of a function, and the ARN of the invocation. */
export interface InvokedFunction {
  target: LambdaFunction
  /** Includes the qualifier, if one was given. */
  invokedArn: string
}
