import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../../clients/connection.ts'
import { nameIn } from '../../clients/pipelines/name-in.ts'
import type { HorizontalLine, TimeRange, WidgetProperties } from './dashboard-body.ts'
import { type MetricRow, metricRows } from './metric-rows.ts'
import { UnreadableWidgetError } from './unreadable-widget.ts'

/** A line of a widget. */
export interface Series {
  readonly label: string
  readonly axis: 'left' | 'right'
  /** In order; a period without data has no point. */
  readonly points: readonly Point[]
}

export interface Point {
  /** The start of its period, in ms since the epoch. */
  readonly at: number
  readonly value: number
}

/** What a metric widget shows. */
export interface WidgetSeries {
  readonly series: readonly Series[]
  readonly lines: readonly HorizontalLine[]
  /** What CloudWatch says about the request. */
  readonly messages: readonly string[]
}

const DEFAULT_PERIOD = 300
const DEFAULT_STAT = 'Average'

/**
 * Reads the series of one metric widget. Each widget has a request of its own, because ids are a widget's own, and an
 * expression such as `METRICS()` means all of its request.
 *
 * @throws UnreadableWidgetError
 */
export async function readSeries(
  connection: Connection,
  properties: WidgetProperties,
  range: TimeRange,
): Promise<WidgetSeries> {
  const { region, annotations } = properties
  const client = new CloudWatchClient({ ...connection, ...(region && !connection.endpoint && { region }) })
  const alarmed = annotations?.alarms?.[0]
  const { rows, queries, lines } =
    alarmed === undefined ? ofMetrics(properties, range) : await ofAlarm(client, nameIn(alarmed))
  const found = new Map<string, { id: string; label: string; points: Point[] }>()
  const messages: string[] = []
  const request = {
    MetricDataQueries: queries,
    StartTime: range.start,
    EndTime: range.end,
    ScanBy: 'TimestampAscending',
  } as const
  for await (const page of paginateGetMetricData({ client }, request)) {
    messages.push(...(page.Messages ?? []).map(({ Value = '' }) => Value))
    for (const {
      Id = '',
      Label = '',
      Timestamps = [],
      Values = [],
      Messages = [],
    } of page.MetricDataResults ?? []) {
      // A search has many results, told apart by their labels.
      const known = found.get(`${Id} ${Label}`) ?? { id: Id, label: Label, points: [] }
      known.points.push(...Values.map((value, i) => ({ at: (Timestamps[i] as Date).getTime(), value })))
      found.set(`${Id} ${Label}`, known)
      messages.push(...Messages.map(({ Value = '' }) => Value))
    }
  }
  const series = [...found.values()].map(({ id, label, points }) => ({
    label,
    axis: rows[queries.findIndex(({ Id }) => Id === id)]?.options.yAxis ?? 'left',
    points,
  }))
  return { series, lines, messages }
}

interface Plan {
  rows: readonly MetricRow[]
  queries: MetricDataQuery[]
  lines: readonly HorizontalLine[]
}

function ofMetrics(properties: WidgetProperties, range: TimeRange): Plan {
  const { metrics = [], annotations } = properties
  const rows = metricRows(metrics)
  if (rows.length === 0) throw new UnreadableWidgetError('it has no metrics')
  const queries = metricQueries(rows, { ...properties, period: periodOf(properties, range) })
  return { rows, queries, lines: (annotations?.horizontal ?? []).flat() }
}

function periodOf(
  { period = DEFAULT_PERIOD, setPeriodToTimeRange = false }: WidgetProperties,
  range: TimeRange,
): number {
  if (!setPeriodToTimeRange) return period
  const seconds = (range.end.getTime() - range.start.getTime()) / 1_000
  return Math.max(60, Math.ceil(seconds / 60) * 60)
}

/** @param defaults what a row has that does not say otherwise */
export function metricQueries(
  rows: readonly MetricRow[],
  { stat = DEFAULT_STAT, period = DEFAULT_PERIOD }: Pick<WidgetProperties, 'stat' | 'period'>,
): MetricDataQuery[] {
  return rows.map((row, index) => {
    const { id, label, visible, accountId, ...options } = row.options
    const shared = {
      Id: id ?? `row${index}`,
      Label: label,
      ReturnData: visible ?? true,
      AccountId: accountId,
    }
    const Period = options.period ?? period
    if ('expression' in row) return { ...shared, Expression: row.expression, Period }
    const Dimensions = row.dimensions.map(([Name, Value]) => ({ Name, Value }))
    const Metric = { Namespace: row.namespace, MetricName: row.name, Dimensions }
    return { ...shared, MetricStat: { Metric, Period, Stat: options.stat ?? stat } }
  })
}

async function ofAlarm(client: CloudWatchClient, name: string): Promise<Plan> {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))
  const [alarm] = MetricAlarms
  if (!alarm) throw new UnreadableWidgetError(`its alarm ${name} does not exist`)
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Threshold } = alarm
  const MetricStat = {
    Metric: { Namespace, MetricName, Dimensions },
    Period,
    Stat: Statistic ?? ExtendedStatistic,
  }
  const queries = alarm.Metrics ?? [{ Id: 'alarmed', MetricStat }]
  const lines = Threshold === undefined ? [] : [{ label: `alarm ${name}`, value: Threshold }]
  return { rows: [], queries, lines }
}
