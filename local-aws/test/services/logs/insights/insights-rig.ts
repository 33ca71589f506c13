import {
  CreateLogGroupCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
  type StartQueryCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { openLogs } from '../logs-rig.ts'

type Event = string | { timestamp: number; message: string }

/** CloudWatch Logs with a log group `/a`, and queries of it by the SDK. */
export async function openInsights() {
  const logs = await openLogs()
  await logs.client.send(new CreateLogGroupCommand({ logGroupName: '/a' }))
  const seconds = Math.floor(logs.clock.now() / 1000)

  async function start(queryString: string, input: Partial<StartQueryCommandInput> = {}): Promise<string> {
    const logGroup = input.logGroupNames || input.logGroupIdentifiers ? {} : { logGroupName: '/a' }
    const range = { startTime: seconds - 3600, endTime: seconds + 3600 }
    const { queryId = '' } = await logs.client.send(
      new StartQueryCommand({ ...logGroup, ...range, queryString, ...input }),
    )
    return queryId
  }

  /** Asks until the query is no longer at work. */
  async function finished(queryId: string, maxItems?: number): Promise<GetQueryResultsCommandOutput> {
    for (;;) {
      const answer = await logs.client.send(new GetQueryResultsCommand({ queryId, maxItems }))
      if (answer.status !== 'Scheduled' && answer.status !== 'Running') return answer
    }
  }

  /** The rows that a query gives, without `@ptr`. */
  async function rows(queryString: string, input: Partial<StartQueryCommandInput> = {}) {
    const { results = [] } = await finished(await start(queryString, input))
    return results.map(fields =>
      Object.fromEntries(
        fields.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]),
      ),
    )
  }

  /** A line is an event of now, an object a JSON line. */
  function write(...events: (Event | object)[]): void {
    logs.write('/a', 's', ...events.map(event => (isEvent(event) ? event : JSON.stringify(event))))
  }

  return { ...logs, seconds, start, finished, rows, write, writeTo: logs.write }
}

function isEvent(event: Event | object): event is Event {
  return typeof event === 'string' || ('timestamp' in event && 'message' in event)
}

export type InsightsRig = Awaited<ReturnType<typeof openInsights>>
