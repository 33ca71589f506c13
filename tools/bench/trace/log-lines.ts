import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from '../../clients/connection.ts'

export interface LogLine {
  readonly logGroup: string
  readonly message: string
}

/** All lines of a stage, of which it has few enough. */
export async function logLines(connection: Connection, stage: string): Promise<LogLine[]> {
  const client = new CloudWatchLogsClient(connection)
  const lines: LogLine[] = []
  for await (const page of paginateDescribeLogGroups(
    { client },
    { logGroupNamePrefix: `/messaging/${stage}/` },
  )) {
    for (const { logGroupName: logGroup = '' } of page.logGroups ?? []) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: logGroup })) {
        lines.push(...events.map(({ message = '' }) => ({ logGroup, message })))
      }
    }
  }
  return lines
}
