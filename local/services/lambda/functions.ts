import type { Account } from '../../account.ts'
import { AwsError } from '../../api/aws-error.ts'
import type { Metrics } from '../../ports.ts'
import type { Concurrency } from './concurrency.ts'
import type { EnvironmentHost } from './environment-pool.ts'
import type { FunctionCode } from './function-code.ts'
import { type FunctionProperties, functionConfiguration } from './function-configuration.ts'
import { functionNameOf, functionNotFound } from './function-name.ts'
import { LambdaFunction } from './lambda-function.ts'

/** The functions of the account. */
export class FunctionRegistry {
  readonly concurrency: Concurrency
  readonly #account: Account
  readonly #host: EnvironmentHost
  readonly #metrics: Metrics
  readonly #functions = new Map<string, LambdaFunction>()

  constructor(host: EnvironmentHost, metrics: Metrics, concurrency: Concurrency) {
    this.#account = host.account
    this.#host = host
    this.#metrics = metrics
    this.concurrency = concurrency
  }

  /** @throws AwsError `ResourceConflictException`, `InvalidParameterValueException` */
  create(name: string, properties: FunctionProperties, code: FunctionCode): LambdaFunction {
    if (this.#functions.has(name)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, {
        statusCode: 409,
        members: { Type: 'User' },
      })
    }
    const configuration = functionConfiguration({ name, arn: this.#arn(name) }, properties)
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
    for (const { code } of this.list()) code.discard()
  }

  #arn(name: string): string {
    return this.#account.arn('lambda', `function:${name}`)
  }
}
