import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { CloudWatchLogs } from '../../../src/services/logs/logs.ts'
import { Stage } from '../../stage.ts'

/** CloudWatch Logs alone, with the metrics that it puts. */
export async function openLogs() {
  const stage = Stage.stepped()
  const metrics = new MetricStore(stage.account)
  const logs = new CloudWatchLogs(stage.account, metrics)
  await stage.open([logs.api])
  const client = new CloudWatchLogsClient(stage.client)

  /** What functions do: each message now, or at its own time. */
  function write(
    group: string,
    stream: string,
    ...messages: (string | { timestamp: number; message: string })[]
  ) {
    const now = stage.clock.now()
    const events = messages.map(message =>
      typeof message === 'string' ? { timestamp: now, message } : message,
    )
    logs.write(group, stream, events)
  }

  /** The messages that FilterLogEvents finds. */
  async function filter(input: FilterLogEventsCommandInput): Promise<(string | undefined)[]> {
    const { events = [] } = await client.send(new FilterLogEventsCommand(input))
    return events.map(({ message }) => message)
  }

  /** What any client does. */
  function put(group: string, stream: string, ...logEvents: { timestamp: number; message: string }[]) {
    return client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents }))
  }

  return { stage, clock: stage.clock, metrics, logs, client, write, filter, put }
}

export type LogsStage = Awaited<ReturnType<typeof openLogs>>
