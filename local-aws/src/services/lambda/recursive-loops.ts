import { AwsError } from '../../aws-error.ts'
import type { Lineage } from './lineage.ts'
import { oneOf } from './parameter-values.ts'

/** `Terminate` stops loops; `Allow` does not. */
export type RecursiveLoop = 'Allow' | 'Terminate'

/**
 * "If your function is invoked approximately 16 times in the same chain of requests, then Lambda automatically stops
 * the next function invocation in that request chain": here exactly the 17th, as in public trials on AWS.
 */
const MAX_INVOCATIONS = 16

/**
 * Recursive loop detection for one function (Lambda developer guide, "Use Lambda recursive loop detection to prevent
 * infinite loops").
 *
 * It uses only the {@link Lineage} of the trace header. It therefore detects the same loops as AWS: chains of functions
 * that send the header, as the AWS SDK does, through services that propagate it.
 *
 * AWS also reports a stopped loop by mail and in the Health Dashboard; here only the metric and the queues show it.
 */
export class RecursiveLoops {
  readonly #functionArn: string
  /** "By default, Lambda sets your function's configuration to Terminate" (PutFunctionRecursionConfig). */
  #setting: RecursiveLoop = 'Terminate'

  constructor(functionArn: string) {
    this.#functionArn = functionArn
  }

  get setting(): RecursiveLoop {
    return this.#setting
  }

  /** @throws AwsError `InvalidParameterValueException` */
  configure(setting: string): void {
    this.#setting = oneOf('RecursiveLoop', setting, ['Allow', 'Terminate'])
  }

  /** Whether the next invocation in this chain is stopped. */
  stops(lineage: Lineage): boolean {
    return this.#setting === 'Terminate' && lineage.invocationsOf(this.#functionArn) >= MAX_INVOCATIONS
  }
}

/** The error for the invoker: the caller of `Invoke` or the event source mapping. */
export class RecursiveInvocationError extends AwsError {
  constructor() {
    super(
      'RecursiveInvocationException',
      "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
      { members: { Type: 'User' } },
    )
  }
}
