import { CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../clients/connection.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'

/** How far back {@link readActivity} looks, in minutes. */
export const WINDOW_MINUTES = 5

/** What CloudWatch says of the last {@link WINDOW_MINUTES}, the present minute among them. */
export interface Activity {
  /** The sum or the maximum of a metric; undefined where it has no value. */
  of(kind: MetricKind, name: string): number | undefined
}

/** A metric, and of what it is. */
export type MetricKind = keyof typeof KINDS

const KINDS = {
  sent: { Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent', dimension: 'QueueName', Stat: 'Sum' },
  deleted: {
    Namespace: 'AWS/SQS',
    MetricName: 'NumberOfMessagesDeleted',
    dimension: 'QueueName',
    Stat: 'Sum',
  },
  /** In seconds. */
  oldest: {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    dimension: 'QueueName',
    Stat: 'Maximum',
  },
  invocations: { Namespace: 'AWS/Lambda', MetricName: 'Invocations', dimension: 'FunctionName', Stat: 'Sum' },
  errors: { Namespace: 'AWS/Lambda', MetricName: 'Errors', dimension: 'FunctionName', Stat: 'Sum' },
  throttles: { Namespace: 'AWS/Lambda', MetricName: 'Throttles', dimension: 'FunctionName', Stat: 'Sum' },
  /** In ms. */
  iteratorAge: {
    Namespace: 'AWS/Lambda',
    MetricName: 'IteratorAge',
    dimension: 'FunctionName',
    Stat: 'Maximum',
  },
  /** The functions' own: tries that failed. */
  failedRecords: { Namespace: undefined, MetricName: 'FailedRecords', dimension: 'service', Stat: 'Sum' },
} as const

interface Wanted {
  kind: MetricKind
  name: string
  namespace?: string
}

const MINUTE_MS = 60_000

/** GetMetricData takes so many: the stage has fewer, so that one request brings all. */
const QUERIES_AT_ONCE = 500

/** Reads all metrics in one request: CloudWatch charges by the metric, and answers 50 requests a second. */
export async function readActivity(
  connection: Connection,
  pipelines: Pipelines,
  now: Date,
): Promise<Activity> {
  const client = new CloudWatchClient(connection)
  const wanted = wantedMetrics(pipelines)
  const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS
  const StartTime = new Date(minute - (WINDOW_MINUTES - 1) * MINUTE_MS)
  const EndTime = new Date(minute + MINUTE_MS)
  const values = new Map<string, number>()
  for (let start = 0; start < wanted.length; start += QUERIES_AT_ONCE) {
    const some = wanted.slice(start, start + QUERIES_AT_ONCE)
    const request = {
      MetricDataQueries: some.map(query),
      StartTime,
      EndTime,
      ScanBy: 'TimestampDescending',
    } as const
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, request)) {
      for (const { Id = '', Values = [] } of MetricDataResults) {
        const { kind, name } = some[Number(Id.slice(1))] as Wanted
        const before = values.get(key(kind, name))
        if (Values.length > 0) values.set(key(kind, name), combined(kind, before, Values))
      }
    }
  }
  return { of: (kind, name) => values.get(key(kind, name)) }
}

/** A page may bring some of a metric's values only. */
function combined(kind: MetricKind, before: number | undefined, values: readonly number[]): number {
  if (kind === 'oldest') return before ?? (values[0] as number)
  const all = before === undefined ? values : [before, ...values]
  return KINDS[kind].Stat === 'Sum' ? all.reduce((sum, value) => sum + value, 0) : Math.max(...all)
}

function wantedMetrics({ functions, queues, sources }: Pipelines): Wanted[] {
  const readers = new Set(
    sources.filter(({ arn }) => arn.includes(':kinesis:')).map(({ functionName }) => functionName),
  )
  return [
    ...queues
      .filter(({ role }) => role === 'work')
      .flatMap(({ name }) => (['sent', 'deleted', 'oldest'] as const).map(kind => ({ kind, name }))),
    ...functions.flatMap(({ name, service, metricNamespace }): Wanted[] => [
      { kind: 'invocations', name },
      { kind: 'errors', name },
      { kind: 'throttles', name },
      ...(readers.has(name) ? [{ kind: 'iteratorAge', name } as const] : []),
      ...(metricNamespace
        ? [{ kind: 'failedRecords', name: service, namespace: metricNamespace } as const]
        : []),
    ]),
  ]
}

function query({ kind, name, namespace }: Wanted, index: number): MetricDataQuery {
  const { Namespace = namespace, MetricName, dimension, Stat } = KINDS[kind]
  const Metric = { Namespace, MetricName, Dimensions: [{ Name: dimension, Value: name }] }
  return { Id: `m${index}`, MetricStat: { Metric, Period: MINUTE_MS / 1_000, Stat } }
}

function key(kind: MetricKind, name: string): string {
  return `${kind} ${name}`
}
