import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Connection } from '../../clients/connection.ts'
import type { TimeRange } from './dashboard-body.ts'
import { UnreadableWidgetError } from './unreadable-widget.ts'

/** A log widget's query, as StartQuery takes it. */
export interface LogQuery {
  readonly logGroupNames: readonly string[]
  readonly queryString: string
}

/** Logs Insights ends a query after an hour; a widget that takes a minute is no glance. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 200

/** `SOURCE '/a' | SOURCE '/b' | fields …`: a widget says where to look in its query. */
export function logQuery(query: string): LogQuery {
  const logGroupNames: string[] = []
  let rest = query.trim()
  for (;;) {
    const [clause, , name] = /^SOURCE\s+(["'])(.+?)\1\s*\|?\s*/i.exec(rest) ?? []
    if (clause === undefined || name === undefined) return { logGroupNames, queryString: rest }
    logGroupNames.push(name)
    rest = rest.slice(clause.length)
  }
}

/** @returns the rows, a header first. @throws UnreadableWidgetError */
export async function logRows(
  connection: Connection,
  query: string,
  { start, end }: TimeRange,
): Promise<string[][]> {
  const client = new CloudWatchLogsClient(connection)
  const { logGroupNames, queryString } = logQuery(query)
  const { queryId } = await client.send(
    new StartQueryCommand({
      ...(logGroupNames.length > 0 && { logGroupNames: [...logGroupNames] }),
      queryString,
      startTime: Math.floor(start.getTime() / 1_000),
      endTime: Math.ceil(end.getTime() / 1_000),
    }),
  )
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    const { status = '', results = [] } = await client.send(new GetQueryResultsCommand({ queryId }))
    if (status === 'Complete') return table(results)
    if (status !== 'Scheduled' && status !== 'Running') {
      throw new UnreadableWidgetError(`its query is ${status}`)
    }
    await sleep(LOOK_EVERY_MS)
  }
  throw new UnreadableWidgetError(`its query has not ended in ${PATIENCE_MS / 1_000} s`)
}

interface Field {
  field?: string
  value?: string
}

/** `@ptr` leads to the whole event, and says nothing to people. */
function table(results: readonly (readonly Field[])[]): string[][] {
  const names = new Set(results.flatMap(row => row.flatMap(({ field }) => field ?? [])))
  names.delete('@ptr')
  const header = [...names]
  return [
    header,
    ...results.map(row => header.map(name => row.find(({ field }) => field === name)?.value ?? '')),
  ]
}
