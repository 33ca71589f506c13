import { Duration, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FanOutTopic } from '../../../lib/constructs/fan-out-topic.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import { GuardedStream } from '../../../lib/constructs/guarded-stream.ts'
import { QueueWorker } from '../../../lib/constructs/queue-worker.ts'
import { Dashboard } from '../../../lib/dashboards/dashboard.ts'
import { graph } from '../../../lib/dashboards/graph.ts'
import { OverviewDashboard } from '../../../lib/dashboards/overview-dashboard.ts'
import { PipelineDashboard } from '../../../lib/dashboards/pipeline-dashboard.ts'
import { appWith, stacksOf } from '../app-of-stage.ts'
import { domain } from '../fixture.ts'
import { dashboardIn, metricsOf, type Widget } from './dashboard-body.ts'

const stacks = stacksOf(appWith({ dashboards: true }))
const pipelines = stacks.filter(({ stackName }) => !stackName.endsWith('Operations'))
const [operations] = stacks as [Stack]

function namesOf(stack: Stack, type: string, property: string): string[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(
    ({ Properties }) => Properties[property],
  )
}

describe.each(pipelines.map(stack => [stack.stackName, stack] as const))(
  'the dashboard of %s',
  (name, stack) => {
    const dashboard = dashboardIn(stack)

    test('has its name, in the stack of its pipeline', () => {
      expect(dashboard.name).toBe(name)
    })

    test.each([
      ['queue', 'AWS::SQS::Queue', 'QueueName'],
      ['topic', 'AWS::SNS::Topic', 'TopicName'],
      ['stream', 'AWS::Kinesis::Stream', 'Name'],
      ['delivery stream', 'AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName'],
    ])('shows each %s', (_, type, property) => {
      for (const each of namesOf(stack, type, property)) expect(dashboard.text).toContain(`"${each}"`)
    })

    test('shows each function, its errors, its throttles, and what it logs', () => {
      const functions = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
      for (const title of ['Errors', 'Throttles']) {
        const metrics = metricsOf(dashboard, title)
        expect(metrics).toEqual(functions.map(id => `AWS/Lambda ${title} FunctionName <${id}>`))
      }
      expect(metricsOf(dashboard, 'Bytes logged')).toHaveLength(functions.length)
    })

    test('shows each alarm of the stack, and first the one that wakes somebody', () => {
      const { alarms = [] } = (dashboard.widgets[0] as Widget).properties
      const of = (type: string) => namesOf(stack, type, 'AlarmName')
      const names = alarms.map(arn => arn.replace(/^.*:alarm:/, ''))
      expect(names.slice(0, 1)).toEqual(of('AWS::CloudWatch::CompositeAlarm'))
      expect(names.slice(1).toSorted()).toEqual(of('AWS::CloudWatch::Alarm').toSorted())
    })

    test('is within 500 metrics, and refers to its own stack alone', () => {
      const metrics = dashboard.widgets.flatMap(({ properties }) => properties.metrics ?? [])
      expect(metrics.length).toBeGreaterThan(40)
      expect(metrics.length).toBeLessThanOrEqual(500)
      expect(dashboard.text).not.toContain('ImportValue')
    })
  },
)

describe('the overview', () => {
  const overview = dashboardIn(operations)

  test('is in the operations stack and refers to no other', () => {
    expect(overview.name).toBe('Messaging-dev-Overview')
    expect(new Set(overview.text.match(/<[^>]*>/g))).toEqual(
      new Set(['<AWS::Region>', '<AWS::AccountId>', '<AWS::Partition>']),
    )
    expect(operations.dependencies).toEqual([])
  })

  test('shows every queue of every pipeline: work with its age, dead letters and undelivered with their number', () => {
    const all = pipelines.flatMap(stack => namesOf(stack, 'AWS::SQS::Queue', 'QueueName'))
    const [age = '', dead = ''] = ['Age of the oldest', 'Dead letters and undelivered']
    const shown = [...metricsOf(overview, age), ...metricsOf(overview, dead)].map(metric =>
      metric.split(' ').at(-1),
    )
    expect(shown.toSorted()).toEqual(all.toSorted())
    for (const metric of metricsOf(overview, dead)) expect(metric).toMatch(/DeadLetters|Undelivered/)
  })

  test('shows what wakes somebody, and what is down', () => {
    const { alarms = [] } = (overview.widgets[0] as Widget).properties
    const names = alarms.map(arn => arn.replace(/^.*:alarm:Messaging-dev-/, ''))
    expect(names.filter(name => !name.startsWith('waiting'))).toEqual([
      'mail',
      'shop',
      'video',
      'posts',
      'clickstream',
    ])
    expect(names).toContain('waiting-for-dynamodb')
  })

  test("finds Lambda's metrics by the names that CloudFormation gives", () => {
    expect(overview.text).toContain(
      `SEARCH('{AWS/Lambda,FunctionName} MetricName=\\"Errors\\" FunctionName=Messaging-dev-', 'Sum')`,
    )
  })
})

test('a new queue with its worker, topic and stream appear by themselves', () => {
  const stack = domain()
  new PipelineDashboard(stack, 'Dashboard', { name: 'Messaging-dev-Shop', pipeline: 'shop' })
  const consumer = { function: 'shop/review', timeout: Duration.seconds(30) } as const
  const queue = new GuardedQueue(stack, 'Loyalty', { domain: stack, consumer })
  new QueueWorker(stack, 'Counter', {
    domain: stack,
    queue,
    description: 'Counts points',
    environment: {},
    maxConcurrency: 20,
  })
  new FanOutTopic(stack, 'Points', { domain: stack }).subscribe('Loyalty', queue)
  new GuardedStream(stack, 'Clicks', { domain: stack })
  const dashboard = dashboardIn(stack)
  expect(metricsOf(dashboard, 'Arrivals')).toEqual([
    'AWS/SQS NumberOfMessagesSent QueueName Messaging-dev-Shop-Loyalty',
  ])
  expect(
    metricsOf(dashboard, 'Dead letters and undelivered').map(metric => metric.split(' ').at(-1)),
  ).toEqual(['Messaging-dev-Shop-Loyalty-DeadLetters', 'Messaging-dev-Shop-Points-Loyalty-Undelivered'])
  for (const percentile of ['p50', 'p90', 'p99']) {
    expect(metricsOf(dashboard, percentile)).toEqual(['Messaging/dev MessageAge service shop-review'])
  }
  expect(metricsOf(dashboard, 'Published to topics')).toEqual([
    'AWS/SNS NumberOfMessagesPublished TopicName Messaging-dev-Shop-Points',
  ])
  expect(metricsOf(dashboard, 'Records into the stream')).toEqual([
    'AWS/Kinesis IncomingRecords StreamName Messaging-dev-Shop-Clicks',
  ])
  expect(dashboard.text).toContain('"100 * shop_review / 20"')
})

test('a new queue appears on the overview as well, though its stack is made later', () => {
  const stack = domain()
  const operations = stacksOf(stack.node.root as never).find(({ stackName }) => stackName !== stack.stackName)
  new OverviewDashboard(operations as Stack, 'Overview', 'dev')
  const consumer = { function: 'shop/review', timeout: Duration.seconds(30) } as const
  new GuardedQueue(stack, 'Loyalty', { domain: stack, consumer })
  expect(metricsOf(dashboardIn(operations as Stack), 'Depth')).toEqual([
    'AWS/SQS ApproximateNumberOfMessagesVisible QueueName Messaging-dev-Shop-Loyalty',
  ])
})

test('a dashboard of more than 500 metrics is refused', () => {
  const metrics = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => new Metric({ namespace: 'Test', metricName: `metric-${index}` }),
    )
  const drawn = (count: number) => {
    const stack = domain()
    new Dashboard(stack, 'Large', { name: 'Large', rows: () => [graph('All', metrics(count))] })
    return () => Template.fromStack(stack)
  }
  expect(drawn(500)).not.toThrow()
  expect(drawn(501)).toThrow('The dashboard Large has 501 metrics, and its bound is 500. Split the pipeline')
})

describe('dashboards cost 3 USD a month each', () => {
  const named = (settings: Record<string, unknown>) =>
    stacksOf(appWith(settings)).flatMap(stack =>
      namesOf(stack, 'AWS::CloudWatch::Dashboard', 'DashboardName'),
    )
  const all = ['Overview', 'Mail', 'Shop', 'Video', 'Posts', 'Clickstream']

  test.each([
    ['the overview alone in dev', {}, ['Messaging-dev-Overview']],
    ['all where they are asked for', { dashboards: 'true' }, all.map(part => `Messaging-dev-${part}`)],
    ['all in production', { stage: 'prod2' }, all.map(part => `Messaging-prod2-${part}`)],
    [
      'none but the overview where nobody wants them',
      { stage: 'prod', dashboards: false },
      ['Messaging-prod-Overview'],
    ],
    [
      'none for an experiment',
      { experiments: true, dashboards: 'true' },
      all.map(part => `Messaging-dev-${part}`),
    ],
  ])('%s', (_, settings, names) => {
    expect(named(settings)).toEqual(names)
  })
})
