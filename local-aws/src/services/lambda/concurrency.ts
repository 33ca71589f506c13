import { AwsError } from '../../aws-error.ts'
import { invalid } from './errors.ts'
import { QUOTAS } from './quotas.ts'

/**
 * Who may run how many invocations at a time ("Configuring reserved concurrency", developer guide): a function
 * its own reserved share, all others together what is left of the account's.
 */
export class Concurrency {
  readonly #reserved = new Map<string, number>()
  readonly #running = new Map<string, number>()
  #runningUnreserved = 0

  reservedFor(functionName: string): number | undefined {
    return this.#reserved.get(functionName)
  }

  /** What all functions without a reserved share have together. */
  unreserved(): number {
    return QUOTAS.concurrentExecutions - this.#totalReserved()
  }

  /** @throws AwsError `InvalidParameterValueException` where too little would be left to the other functions */
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

  /** How many invocations of the function run now. */
  running(functionName: string): number {
    return this.#running.get(functionName) ?? 0
  }

  /**
   * Begins an invocation; what it returns ends it.
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

  /** What runs moves with its function from the common share to its own, or back. */
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
