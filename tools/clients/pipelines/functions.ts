import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'

const AT_ONCE = 8

export interface DeployedFunction {
  readonly name: string
  readonly arn: string
  /** `<domain>-<function>`, as its hops are logged. */
  readonly service: string
  readonly logGroup: string
  /** The queue for the messages that it gives up. */
  readonly deadLetterQueueUrl: string | undefined
  /** Where its own metrics are, such as `FailedRecords`. */
  readonly metricNamespace?: string
  /** 0 stops it: somebody has throttled it. */
  readonly reservedConcurrency: number | undefined
}

/** @param names of the functions */
export function deployedFunctions(
  connection: Connection,
  names: readonly string[],
): Promise<DeployedFunction[]> {
  const client = new LambdaClient(connection)
  return inParallel(names, AT_ONCE, async FunctionName => {
    const { Configuration, Concurrency } = await client.send(new GetFunctionCommand({ FunctionName }))
    const variables = Configuration?.Environment?.Variables ?? {}
    return {
      name: FunctionName,
      arn: Configuration?.FunctionArn ?? '',
      service: variables.POWERTOOLS_SERVICE_NAME ?? FunctionName,
      logGroup: Configuration?.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
      deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
      metricNamespace: variables.POWERTOOLS_METRICS_NAMESPACE,
      reservedConcurrency: Concurrency?.ReservedConcurrentExecutions,
    }
  })
}
