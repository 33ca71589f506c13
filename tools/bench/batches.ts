import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { sumsOfLastDay } from './metric-sums.ts'

/** What a function behind a queue was invoked for in the last day. */
export interface Batches {
  /** `<domain>-<function>`. */
  service: string
  invocations: number
  /** Messages that it processed. */
  messages: number
}

/** Of each function that processed messages of a queue. */
export async function batchesOfLastDay(client: CloudWatchClient): Promise<Batches[]> {
  const [processed, invoked] = await Promise.all([
    sumsOfLastDay(client, 'ProcessedRecords', 'service'),
    sumsOfLastDay(client, 'Invocations', 'FunctionName'),
  ])
  return [...processed]
    .filter(([, messages]) => messages > 0)
    .map(([service, messages]) => ({ service, messages, invocations: invocationsOf(service, invoked) }))
}

/** A function's name ends with its service's. */
function invocationsOf(service: string, invoked: ReadonlyMap<string, number>): number {
  const [, count = 0] = [...invoked].find(([name]) => name.endsWith(`-${service}`)) ?? []
  return count
}
