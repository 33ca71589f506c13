import { type App, Duration, type Stack } from 'aws-cdk-lib'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import { DomainBucket } from '../../../lib/constructs/domain-bucket.ts'
import { DomainFunction } from '../../../lib/constructs/domain-function.ts'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import { GuardedStream } from '../../../lib/constructs/guarded-stream.ts'
import { QueueWorker } from '../../../lib/constructs/queue-worker.ts'
import { StreamReader } from '../../../lib/constructs/stream-reader.ts'
import { OverviewDashboard } from '../../../lib/dashboards/overview-dashboard.ts'
import { PipelineDashboard } from '../../../lib/dashboards/pipeline-dashboard.ts'
import { stacksOf } from '../app-of-stage.ts'
import { domain } from '../fixture.ts'
import { dashboardIn } from './dashboard-body.ts'

interface Drawn {
  type: string
  x: number
  y: number
  width: number
  height: number
  properties: Record<string, unknown>
}

type Metric = (string | Record<string, unknown>)[]

/** What a dashboard draws, a line for each widget and each metric: where, with which unit, which line, which statistic. */
function drawing(stack: Stack): string {
  const drawn = JSON.parse(dashboardIn(stack).text).widgets as Drawn[]
  return drawn
    .flatMap(lines)
    .join('\n')
    .replaceAll(/[0-9A-F]{8}(?=>)/g, '')
}

function lines({ type, x, y, width, height, properties }: Drawn): string[] {
  const { title, markdown, metrics = [], alarms = [], view: _, region: __, ...drawn } = properties
  return [
    `${type} ${width}×${height} at ${x},${y}: ${title ?? markdown} ${JSON.stringify(drawn)}`,
    ...(alarms as string[]).map(alarm => `  ${alarm}`),
    ...(metrics as Metric[]).map(metric => `  ${metric.map(shown).join(' ')}`),
  ]
}

function shown(part: string | Record<string, unknown>): string {
  return typeof part === 'string' ? part : JSON.stringify(part)
}

test('draws each kind of part of a pipeline', () => {
  const stack = domain()
  new PipelineDashboard(stack, 'Dashboard', { name: 'Messaging-dev-Shop', pipeline: 'shop' })
  const consumer = { function: 'shop/review', timeout: Duration.seconds(30) } as const
  const queue = new GuardedQueue(stack, 'Review', { domain: stack, consumer })
  new QueueWorker(stack, 'Reviewer', {
    domain: stack,
    queue,
    description: 'Reviews purchases',
    environment: {},
    maxConcurrency: 20,
  })
  new DomainFunction(stack, 'Status', {
    domain: stack,
    function: 'shop/status',
    description: 'Shows purchases',
    timeout: Duration.seconds(10),
    environment: {},
    reservedConcurrency: 7,
  })
  new FanOutTopic(stack, 'Purchases', { domain: stack }).subscribe('Review', queue)
  new StreamReader(stack, 'Trends', {
    domain: stack,
    stream: new GuardedStream(stack, 'Clicks', { domain: stack }),
    function: 'clickstream/trends',
    description: 'Counts clicks',
    timeout: Duration.minutes(1),
    environment: {},
    givenUp: new DomainBucket(stack, 'GivenUp', {
      domain: stack,
      name: 'given-up',
      expiries: { 'in/': Duration.days(1) },
      withoutAccessLogs: 'A test.',
    }),
  })
  new CfnDeliveryStream(stack, 'Delivery', { deliveryStreamName: 'Messaging-dev-Shop-Delivery' })
  expect(drawing(stack)).toMatchSnapshot()
})

test('draws each kind of part of a stage', () => {
  const stack = domain()
  const [operations] = stacksOf(stack.node.root as App) as [Stack]
  new OverviewDashboard(operations, 'Overview', 'dev')
  const consumer = { function: 'video/encoder', timeout: Duration.seconds(30) } as const
  const queue = new GuardedQueue(stack, 'Uploads', { domain: stack, consumer })
  new QueueWorker(stack, 'Encoder', {
    domain: stack,
    queue,
    description: 'Encodes',
    environment: {},
    maxConcurrency: 2,
  })
  expect(drawing(operations)).toMatchSnapshot()
})
