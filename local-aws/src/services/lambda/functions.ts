import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Metrics } from '../../ports.ts'
import type { Concurrency } from './concurrency.ts'
import type { DeploymentPackage } from './deployment-package.ts'
import type { EnvironmentHost } from './environment-pool.ts'
import { type FunctionProperties, functionConfiguration } from './function-configuration.ts'
import { functionNameOf, functionNotFound } from './function-name.ts'
import { LambdaFunction } from './lambda-function.ts'
import { checkUnzippedSize, type Layers, layersOfFunction } from './layers.ts'

/** The functions of the account. */
export class FunctionRegistry {
  readonly concurrency: Concurrency
  readonly #account: Account
  readonly #layers: Layers
  readonly #host: EnvironmentHost
  readonly #metrics: Metrics
  readonly #functions = new Map<string, LambdaFunction>()

  constructor(host: EnvironmentHost, metrics: Metrics, concurrency: Concurrency, layers: Layers) {
    this.#layers = layers
    this.#account = host.account
    this.#host = host
    this.#metrics = metrics
    this.concurrency = concurrency
  }

  /** @throws AwsError `ResourceConflictException`, `InvalidParameterValueException` */
  create(name: string, properties: FunctionProperties, code: DeploymentPackage): LambdaFunction {
    if (this.#functions.has(name)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, {
        statusCode: 409,
        members: { Type: 'User' },
      })
    }
    const configuration = functionConfiguration({ name, arn: this.#arn(name) }, properties, arns =>
      layersOfFunction(arns, this.#layers),
    )
    checkUnzippedSize(code, configuration.layers)
    const made = new LambdaFunction(this.#host, this.#metrics, this.concurrency, configuration, code)
    this.#functions.set(name, made)
    return made
  }

  /**
   * @param reference name, ARN or partial ARN
   * @throws AwsError `ResourceNotFoundException`
   */
  get(reference: string): LambdaFunction {
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
    configured.configure(configuration)
  }

  list(): LambdaFunction[] {
    return [...this.#functions.values()].sort((a, b) =>
      a.configuration.name < b.configuration.name ? -1 : 1,
    )
  }

  /** @throws AwsError `ResourceNotFoundException` */
  async delete(reference: string): Promise<void> {
    const found = this.get(reference)
    const { name } = found.configuration
    this.#functions.delete(name)
    this.concurrency.unreserve(name)
    await found.close()
    found.code.discard()
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map(each => each.close()))
  }

  #arn(name: string): string {
    return this.#account.arn('lambda', `function:${name}`)
  }
}
