import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { CloudWatchLogs } from '../../../src/services/logs/logs.ts'
import { Rig } from '../../rig.ts'

/** CloudWatch Logs alone, with the metrics that it puts. */
export async function openLogs() {
  const rig = Rig.stepped()
  const metrics = new MetricStore(rig.account)
  const logs = new CloudWatchLogs(rig.account, metrics)
  await rig.open([logs.api])
  const client = new CloudWatchLogsClient(rig.client)

  /** What functions do: each message now, or at its own time. */
  function write(
    group: string,
    stream: string,
    ...messages: (string | { timestamp: number; message: string })[]
  ) {
    const now = rig.clock.now()
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

  return { rig, clock: rig.clock, metrics, logs, client, write, filter, put }
}

export type LogsRig = Awaited<ReturnType<typeof openLogs>>
