import {
  CloudWatchClient,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { LocalAws, RealClock } from '@messaging-on-aws/local-aws'
import { type Connection, localConnection } from '../../../tools/clients/connection.ts'
import {
  drawDashboard,
  listDashboards,
  MissingDashboardError,
} from '../../../tools/status/dashboard/dashboards.ts'
import type { DrawnWidget } from '../../../tools/status/dashboard/draw-widget.ts'

let aws: LocalAws
let connection: Connection
let cloudWatch: CloudWatchClient
const NOW = new Date(Math.floor(Date.now() / 300_000) * 300_000)

beforeAll(async () => {
  aws = await LocalAws.start({ clock: new RealClock() })
  connection = localConnection(aws.endpoint, aws.developer)
  cloudWatch = new CloudWatchClient(connection)
  await measure('Visits', 'a', [4, 2, 8])
  await measure('Visits', 'b', [1, 1, 1])
})
afterAll(async () => {
  cloudWatch.destroy()
  await aws.stop()
})

/** A value a period of five minutes, the last of which has ended. */
async function measure(MetricName: string, page: string, values: readonly number[]): Promise<void> {
  const MetricData = values.map((Value, index) => ({
    MetricName,
    Dimensions: [{ Name: 'page', Value: page }],
    Value,
    Timestamp: new Date(NOW.getTime() - (values.length - index) * 300_000),
  }))
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'site', MetricData }))
}

/** The only widget of a dashboard. */
async function drawn(type: string, properties: object): Promise<DrawnWidget> {
  const body = { start: '-PT1H', widgets: [{ type, x: 0, y: 0, width: 6, height: 6, properties }] }
  await put('only', body)
  const [widget] = await drawDashboard(connection, 'only', NOW)
  return widget as DrawnWidget
}

function put(DashboardName: string, body: object) {
  return cloudWatch.send(
    new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify(body, undefined, 1) }),
  )
}

const VISITS = ['site', 'Visits', 'page', 'a']

test('a metric has its course, its least, greatest and last value, and what its axis is called', async () => {
  const { title, lines } = await drawn('metric', {
    title: 'Visits by page',
    region: 'us-east-1',
    stat: 'Sum',
    period: 300,
    metrics: [
      [...VISITS, { label: 'start' }],
      ['...', 'b', { label: 'end' }],
    ],
    yAxis: { left: { min: 0, label: 'visits' } },
    annotations: { horizontal: [{ label: 'too many', value: 7 }] },
  })
  expect(title).toBe('Visits by page')
  const [header, first, second, threshold] = lines
  expect(header?.trim().split(/ +/)).toEqual(['min', 'max', 'last'])
  expect(first).toMatch(/^ {2}start {3,}▅ ▃ █ +2 +8 +8 {2}visits$/)
  expect(second).toMatch(/^ {2}end {3,}█ █ █ +1 +1 +1 {2}visits$/)
  expect(threshold).toBe('  ─ 7 too many')
})

test('an expression is drawn, and what is not visible is left out', async () => {
  const { lines } = await drawn('metric', {
    region: 'us-east-1',
    stat: 'Sum',
    view: 'singleValue',
    metrics: [
      [{ expression: 'seen * 10', label: 'tenfold', id: 'ten' }],
      [...VISITS, { id: 'seen', visible: false }],
    ],
  })
  expect(lines).toEqual(['  tenfold  80'])
})

test('a gauge is full where its axis ends, bars compare, and a table has averages', async () => {
  const metrics = [[...VISITS, { label: 'a' }]]
  const properties = { region: 'us-east-1', stat: 'Sum', metrics }
  const gauge = await drawn('metric', {
    ...properties,
    view: 'gauge',
    yAxis: { left: { min: 0, max: 16 } },
  })
  expect(gauge.lines).toEqual([`  a  ${'█'.repeat(12)}${'░'.repeat(12)}  8  of 0 to 16`])
  const both = [...metrics, ['.', '.', '.', 'b', { label: 'b' }]]
  const bars = await drawn('metric', { ...properties, view: 'bar', metrics: both })
  expect(bars.lines[1]).toBe(`  b  ${'█'.repeat(3)}${'░'.repeat(21)}  1`)
  const table = await drawn('metric', { ...properties, view: 'table' })
  expect(table.lines[1]?.trim().split(/ +/)).toEqual(['a', '2', '8', '4.667', '8'])
})

test('a search has a line a series that it finds', async () => {
  const expression = `SEARCH('{site,page} MetricName="Visits"', 'Sum', 300)`
  const { lines } = await drawn('metric', {
    region: 'us-east-1',
    view: 'singleValue',
    metrics: [[{ expression, id: 'found' }]],
  })
  expect(lines.map(line => line.trim().split(/ +/)).toSorted()).toEqual([
    ['a', '8'],
    ['b', '1'],
  ])
})

test('a query of logs is a table of its rows', async () => {
  aws.logs.write('/site', 'stream', [
    { timestamp: NOW.getTime() - 60_000, message: JSON.stringify({ page: 'a', ms: 12 }) },
    { timestamp: NOW.getTime() - 60_000, message: JSON.stringify({ page: 'b', ms: 7 }) },
  ])
  const log = (query: string) => drawn('log', { region: 'us-east-1', query })
  const { lines } = await log("SOURCE '/site' | fields page, ms | sort ms")
  expect(lines.map(line => line.trim().split(/ +/))).toEqual([
    ['page', 'ms'],
    ['b', '7'],
    ['a', '12'],
  ])
  expect((await log("SOURCE '/site' | filter ms > 99")).lines).toEqual(['  no line was found'])
  expect((await log("SOURCE '/site' | fields (")).problem).toMatch(/^cannot be drawn: /)
})

test('the whole range may be one period', async () => {
  const { lines } = await drawn('metric', {
    region: 'us-east-1',
    stat: 'Sum',
    view: 'singleValue',
    setPeriodToTimeRange: true,
    metrics: [[...VISITS, { label: 'all' }]],
  })
  expect(lines).toEqual(['  all  14'])
})

test('the metric of an alarm is drawn with its threshold, and alarms by their states', async () => {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'busy',
      Namespace: 'site',
      MetricName: 'Visits',
      Dimensions: [{ Name: 'page', Value: 'a' }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 7,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  const arn = `arn:aws:cloudwatch:us-east-1:${aws.account.id}:alarm:busy`
  const metric = await drawn('metric', { region: 'us-east-1', annotations: { alarms: [arn] } })
  expect(metric.lines[1]).toMatch(/^ {2}Visits +▅ ▃ █ +2 +8 +8$/)
  expect(metric.lines[2]).toBe('  ─ 7 alarm busy')
  const alarms = await drawn('alarm', { title: 'Alarms', alarms: [arn, `${arn}-gone`] })
  expect(alarms.lines).toEqual([
    expect.stringMatching(/^ {2}(INSUFFICIENT_DATA|OK|ALARM) {2}busy {2}20/),
    '  there is no alarm busy-gone',
  ])
})

test('a text is a text, and what cannot be drawn is named', async () => {
  expect((await drawn('text', { markdown: '# Shop\nRead on' })).lines).toEqual(['  # Shop', '  Read on'])
  const { lines, problem, title } = await drawn('explorer', { title: 'By tag', metrics: [], labels: [] })
  expect(title).toBe('By tag')
  expect(problem).toContain('a widget of the type "explorer" is drawn by the console alone')
  expect(lines).toEqual([`  ${problem}`])
})

test('widgets come as they are read, from the top and from the left', async () => {
  const text = (markdown: string, x: number, y: number) => ({
    ...{ type: 'text', x, y, width: 6, height: 2 },
    properties: { markdown },
  })
  await put('order', { widgets: [text('third', 0, 6), text('second', 6, 0), text('first', 0, 0)] })
  const widgets = await drawDashboard(connection, 'order', NOW)
  expect(widgets.map(({ lines }) => lines[0]?.trim())).toEqual(['first', 'second', 'third'])
})

test('a dashboard that is not there is told with those that are', async () => {
  await put('order', { widgets: [] })
  expect((await listDashboards(connection)).map(({ name }) => name)).toContain('order')
  const draw = drawDashboard(connection, 'odrer', NOW)
  await expect(draw).rejects.toThrow(MissingDashboardError)
  await expect(draw).rejects.toThrow(/There is no dashboard "odrer": there are .*order/)
})
