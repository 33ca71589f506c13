import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import type { OutageTarget } from './outage-target.ts'

/**
 * Stops a function by setting its reserved concurrency to 0. Only for functions without reserved concurrency (see
 * {@link Switches.refuseReserved}), so that restoring needs no saved value, even after this process was killed.
 */
export class StoppedFunction implements OutageTarget {
  readonly name: string
  readonly remedy: string
  readonly #client: LambdaClient
  readonly #function: string

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client
    this.#function = functionName
    this.name = `the function ${functionName}`
    this.remedy = `aws lambda delete-function-concurrency --function-name ${functionName}`
  }

  async takeDown(): Promise<void> {
    await this.#client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: this.#function, ReservedConcurrentExecutions: 0 }),
    )
  }

  async restore(): Promise<void> {
    if ((await this.reserved()) !== 0) return
    await this.#client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: this.#function }))
  }

  /** Its reserved concurrency; undefined if it has none. */
  async reserved(): Promise<number | undefined> {
    const answer = await this.#client.send(
      new GetFunctionConcurrencyCommand({ FunctionName: this.#function }),
    )
    return answer.ReservedConcurrentExecutions
  }
}
