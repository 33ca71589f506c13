import { AwsError } from '../../aws-error.ts'
import { invalid } from './errors.ts'
import { QUOTAS } from './quotas.ts'

/**
 * The concurrency of functions ("Configuring reserved concurrency", developer guide): a function with reserved
 * concurrency uses its own share; all others share the rest of the account's limit.
 */
export class Concurrency {
  readonly #reserved = new Map<string, number>()
  readonly #running = new Map<string, number>()
  #runningUnreserved = 0

  reservedFor(functionName: string): number | undefined {
    return this.#reserved.get(functionName)
  }

  /** The concurrency that functions without a reserved share have together. */
  unreserved(): number {
    return QUOTAS.concurrentExecutions - this.#totalReserved()
  }

  /** @throws AwsError `InvalidParameterValueException` if too little would remain for other functions */
  reserve(functionName: string, executions: number): void {
    if (!Number.isInteger(executions) || executions < 0) {
      throw invalid(`ReservedConcurrentExecutions must be a whole number from 0, not ${executions}.`)
    }
    const others = this.#totalReserved() - (this.#reserved.get(functionName) ?? 0)
    if (QUOTAS.concurrentExecutions - others - executions < QUOTAS.minimumUnreservedConcurrency) {
      throw invalid(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${QUOTAS.minimumUnreservedConcurrency}].`,
      )
    }
    this.#change(functionName, () => this.#reserved.set(functionName, executions))
  }

  unreserve(functionName: string): void {
    this.#change(functionName, () => this.#reserved.delete(functionName))
  }

  /** The number of current invocations of the function. */
  running(functionName: string): number {
    return this.#running.get(functionName) ?? 0
  }

  /**
   * Starts an invocation; the returned function ends it.
   *
   * @throws AwsError `TooManyRequestsException`
   */
  enter(functionName: string): () => void {
    const reserved = this.#reserved.get(functionName)
    const running = this.running(functionName)
    if (reserved !== undefined && running >= reserved) {
      throw tooMany('ReservedFunctionConcurrentInvocationLimitExceeded')
    }
    if (reserved === undefined && this.#runningUnreserved >= this.unreserved()) {
      throw tooMany('ConcurrentInvocationLimitExceeded')
    }
    this.#count(functionName, 1)
    return () => this.#count(functionName, -1)
  }

  #count(functionName: string, by: 1 | -1): void {
    this.#running.set(functionName, this.running(functionName) + by)
    if (!this.#reserved.has(functionName)) this.#runningUnreserved += by
  }

  /** Moves the current invocations of a function to its reserved share, or back to the common share. */
  #change(functionName: string, change: () => void): void {
    const running = this.running(functionName)
    if (!this.#reserved.has(functionName)) this.#runningUnreserved -= running
    change()
    if (!this.#reserved.has(functionName)) this.#runningUnreserved += running
  }

  #totalReserved(): number {
    let total = 0
    for (const executions of this.#reserved.values()) total += executions
    return total
  }
}

function tooMany(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    statusCode: 429,
    members: { Reason: reason, Type: 'User' },
  })
}
