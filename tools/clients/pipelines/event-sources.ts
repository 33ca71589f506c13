import { LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda'
import type { Connection } from '../connection.ts'

/** What hands a queue's messages or a stream's records to a function. */
export interface Source {
  readonly id: string
  /** The queue or the stream. */
  readonly arn: string
  readonly functionName: string
  /** `Enabled`; `Disabled` where somebody has switched it off, also `Creating`, `Disabling`… */
  readonly state: string
  /** What Lambda says of its last look, `OK` or `PROBLEM: …`; undefined as long as it says nothing. */
  readonly lastResult: string | undefined
  readonly maximumConcurrency: number | undefined
  /** Where Lambda puts the records of a stream that it gives up. */
  readonly onFailureArn?: string | undefined
}

/** @param functionNames the functions whose sources are wanted */
export async function eventSources(
  connection: Connection,
  functionNames: readonly string[],
): Promise<Source[]> {
  const client = new LambdaClient(connection)
  const wanted = new Set(functionNames)
  const sources: Source[] = []
  for await (const page of paginateListEventSourceMappings({ client }, {})) {
    for (const mapping of page.EventSourceMappings ?? []) {
      const functionName = functionIn(mapping.FunctionArn ?? '')
      if (!wanted.has(functionName)) continue
      sources.push({
        id: mapping.UUID ?? '',
        arn: mapping.EventSourceArn ?? '',
        functionName,
        state: mapping.State ?? '',
        lastResult: mapping.LastProcessingResult,
        maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
        onFailureArn: mapping.DestinationConfig?.OnFailure?.Destination,
      })
    }
  }
  return sources
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<alias>]` */
function functionIn(arn: string): string {
  return arn.split(':')[6] ?? ''
}
