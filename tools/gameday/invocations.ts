import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import type { Consumer } from './consumer.ts'

const AT_ONCE = 4
const MINUTE_MS = 60_000

/** Lambda's metrics of a function in a span of time. */
export interface Invoked {
  invocations: number
  /** The duration of all invocations together, in ms. */
  durationMs: number
}

/**
 * The metrics by function name, in the whole minutes between `from` and `to`. On an account, as far as CloudWatch has
 * them yet.
 *
 * @param from in ms since the epoch, of the stage's time
 */
export async function invocationsBetween(
  connection: Connection,
  consumers: readonly Consumer[],
  from: number,
  to: number,
): Promise<Map<string, Invoked>> {
  const client = new CloudWatchClient(connection)
  const window = {
    StartTime: new Date(Math.ceil(from / MINUTE_MS) * MINUTE_MS),
    EndTime: new Date(Math.floor(to / MINUTE_MS) * MINUTE_MS),
  }
  if (window.StartTime >= window.EndTime) return new Map()
  const sum = async (functionName: string, MetricName: string) => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...window,
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: [{ Name: 'FunctionName', Value: functionName }],
        Period: 60,
        Statistics: ['Sum'],
      }),
    )
    return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
  }
  const invoked = await inParallel(consumers, AT_ONCE, async ({ functionName }) => {
    const invocations = await sum(functionName, 'Invocations')
    return [functionName, { invocations, durationMs: await sum(functionName, 'Duration') }] as const
  })
  return new Map(invoked)
}
