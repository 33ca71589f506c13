import {
  CloudWatchClient,
  GetDashboardCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { Shop } from './shop.ts'

let shop: Shop<SteppedClock>
let cloudWatch: CloudWatchClient
let widgets: Widget[]

beforeAll(async () => {
  shop = await Shop.on(new SteppedClock(Date.now()))
  cloudWatch = new CloudWatchClient(shop.messaging.connection)
  await shop.untilShipped([await shop.place('ada')])
  await shop.messaging.clock.advanceBy({ minutes: 3 })
  const { DashboardBody = '' } = await cloudWatch.send(
    new GetDashboardCommand({ DashboardName: 'Messaging-dev-Overview' }),
  )
  widgets = JSON.parse(DashboardBody).widgets
})
afterAll(async () => {
  cloudWatch.destroy()
  await shop.close()
})

interface Widget {
  type: string
  properties: { title: string; metrics: (string | Drawing)[][] }
}

interface Drawing {
  id?: string
  expression?: string
  label?: string
  stat?: string
  visible?: boolean
}

/** What CloudWatch fetches for a widget. */
function queriesOf({ properties: { metrics } }: Widget): MetricDataQuery[] {
  return metrics.map((metric, index) => {
    const { id, expression, label, stat = 'Average', visible = true } = metric.at(-1) as Drawing
    const query = { Id: id ?? `q${index}`, Label: label || undefined, ReturnData: visible }
    if (expression !== undefined) return { ...query, Expression: expression, Period: 60 }
    const [Namespace, MetricName, ...names] = metric.slice(0, -1) as string[]
    const Dimensions = names.flatMap((Name, place) =>
      place % 2 === 0 ? { Name, Value: names[place + 1] } : [],
    )
    return {
      ...query,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: stat },
    }
  })
}

async function drawn(widget: Widget): Promise<MetricDataResult[]> {
  const now = shop.messaging.clock.now()
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 60_000),
      MetricDataQueries: queriesOf(widget),
    }),
  )
  return MetricDataResults
}

/** The largest value of each line of a widget that has one. */
async function linesOf(title: string): Promise<Record<string, number>> {
  const widget = widgets.find(({ properties }) => properties.title === title)
  if (!widget) throw new Error(`The overview has no widget "${title}".`)
  const lines = (await drawn(widget)).filter(({ Values = [] }) => Values.length > 0)
  return Object.fromEntries(lines.map(({ Label = '', Values = [] }) => [Label, Math.max(...Values)]))
}

test('CloudWatch can draw every widget of the overview', async () => {
  for (const widget of widgets.filter(({ type }) => type === 'metric')) {
    const results = await drawn(widget)
    expect(results.map(({ StatusCode }) => StatusCode)).toEqual(results.map(() => 'Complete'))
  }
})

test('a purchase is on it: its arrivals, that it was in time, and the functions that it went through', async () => {
  expect(await linesOf('Arrivals')).toMatchObject({ 'Shop-Shipping.fifo': 1, 'Shop-Receipts': 1 })
  expect(await linesOf('In time, by pipeline')).toMatchObject({ shop: 1 })
  expect(Object.keys(await linesOf('Age of messages p99, by hop'))).toContain('shop-shipping')
  const found = Object.keys(await linesOf('Concurrency'))
  expect(found.join(' ')).toContain(await shop.messaging.functionName('shop-shipping'))
  const { 'all functions': seconds = 0 } = await linesOf('Compute, in seconds')
  expect(seconds).toBeGreaterThan(0)
})
