import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { type CfnFunction, RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
import { DomainTable } from '../../../lib/constructs/domain-table.ts'
import { GuardedQueue } from '../../../lib/constructs/guarded-queue.ts'
import { QueueWorker, type QueueWorkerProps } from '../../../lib/constructs/queue-worker.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { domain, resources, snapshotOf } from '../fixture.ts'
import { statementsOf } from '../resource.ts'

const seconds = Duration.seconds

function queue(stack: DomainStack, fifo: boolean, batchingWindow?: Duration): GuardedQueue {
  const consumer = { function: 'shop/shipping', timeout: seconds(30), batchingWindow } as const
  return new GuardedQueue(stack, 'Shipping', { domain: stack, fifo, consumer })
}

function worker(stack: DomainStack, props: Partial<QueueWorkerProps> = {}): QueueWorker {
  return new QueueWorker(stack, 'Shipper', {
    domain: stack,
    queue: props.queue ?? queue(stack, false),
    description: 'Ships',
    environment: {},
    maxConcurrency: 2,
    ...props,
  })
}

/** The worker's own resources: the queue's have their own snapshots. */
function workerSnapshot(stack: DomainStack): Record<string, unknown> {
  return Object.fromEntries(Object.entries(snapshotOf(stack)).filter(([id]) => id.startsWith('Shipper')))
}

test('with minimal props', () => {
  const stack = domain()
  worker(stack)
  expect(workerSnapshot(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  worker(stack, {
    queue: queue(stack, false, seconds(20)),
    environment: { SHIPMENTS_TABLE: 'shipments' },
    batchSize: 500,
    maxConcurrency: 40,
    recursiveLoop: RecursiveLoop.ALLOW,
  })
  expect(workerSnapshot(stack)).toMatchSnapshot()
})

test('answers which messages of a batch failed, and is capped at the event source', () => {
  const stack = domain()
  worker(stack)
  const template = Template.fromStack(stack)
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 2 },
  })
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() })
})

test('alarms on the metric that the function emits', () => {
  const stack = domain()
  worker(stack)
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Messaging/dev',
    MetricName: 'FailedRecords',
    Dimensions: [{ Name: 'service', Value: 'shop-shipping' }],
  })
})

test('may receive from its queue and send to its dead-letter queue, and nothing else of SQS', () => {
  const stack = domain()
  worker(stack)
  const granted = Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(statementsOf)
  expect(granted.filter(({ Action }) => String(Action).includes('sqs:'))).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
      Resource: { 'Fn::GetAtt': ['ShippingQueue', 'Arn'] },
    },
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': ['ShippingDeadLettersQueue', 'Arn'] },
    },
  ])
})

describe('combinations that cannot work are refused', () => {
  test.each([
    [11, 'Its batch size is 11. Use 1 to 10, or give the consumer a batchingWindow for up to 10,000.'],
    [0, 'Its batch size is 0.'],
    [2.5, 'Its batch size is 2.5.'],
    [Number.NaN, 'Its batch size is NaN. Use 1 to 10'],
  ])('a batch of %s without a window', (batchSize, message) => {
    expect(() => worker(domain(), { batchSize })).toThrow(message)
  })

  test('a batch of more than 10,000 with a window', () => {
    const stack = domain()
    const props = { queue: queue(stack, false, seconds(20)), batchSize: 10_001 }
    expect(() => worker(stack, props)).toThrow('Its batch size is 10001. Use 1 to 10000.')
  })

  test('a batch of more than 10 with a window of nothing', () => {
    const stack = domain()
    const props = { queue: queue(stack, false, seconds(0)), batchSize: 11 }
    expect(() => worker(stack, props)).toThrow('Its batch size is 11. Use 1 to 10, or give the consumer')
    expect(() => worker(domain(), { batchSize: 10 })).not.toThrow()
  })

  test('a batch of more than 10 from a FIFO queue', () => {
    const stack = domain()
    const props = { queue: queue(stack, true), batchSize: 11 }
    expect(() => worker(stack, props)).toThrow('Its batch size is 11. Use 1 to 10.')
  })

  test.each([1, 1001, 2.5, Number.NaN])('a maximum concurrency of %s', maxConcurrency => {
    expect(() => worker(domain(), { maxConcurrency })).toThrow(
      `Messaging-dev-Shop/Shipper: Its maxConcurrency is ${maxConcurrency}. An SQS event source allows 2 to 1000.`,
    )
  })

  test('a second worker of one queue: each would get some of the messages', () => {
    const stack = domain()
    const shipping = queue(stack, false)
    worker(stack, { queue: shipping })
    const props = { domain: stack, queue: shipping, description: 'Ships', environment: {}, maxConcurrency: 2 }
    expect(() => new QueueWorker(stack, 'Helper', props)).toThrow(
      'Messaging-dev-Shop/Helper: Its queue Messaging-dev-Shop/Shipping has the worker Messaging-dev-Shop/Shipper: each would get some of the messages. Subscribe another queue to the topic, or raise the maxConcurrency of the one worker.',
    )
  })

  test('a reserved concurrency, however it got there', () => {
    const stack = domain()
    const { worker: shipper } = worker(stack)
    const resource = shipper.function.node.defaultChild as CfnFunction
    resource.reservedConcurrentExecutions = 3
    expect(() => Template.fromStack(stack)).toThrow(
      'The function has a reserved concurrency of 3: messages that the event source has received and Lambda then throttles become dead letters without having been tried. Use maxConcurrency.',
    )
  })
})

test.each(['DEAD_LETTER_QUEUE_URL', 'MAXIMUM_TRIES', 'RETENTION_SECONDS', 'POWERTOOLS_METRICS_NAMESPACE'])(
  'what the construct sets cannot be set otherwise: %s',
  name => {
    expect(() => worker(domain(), { environment: { [name]: 'mine' } })).toThrow(
      `Its environment has ${name}, which the construct sets`,
    )
  },
)

test('the age of messages as their sender sees it has its own alarm, at the age that the queue sets', () => {
  const stack = domain()
  const queue = new GuardedQueue(stack, 'Shipping', {
    domain: stack,
    consumer: { function: 'shop/shipping', timeout: Duration.seconds(30) },
    alarmAtAge: Duration.minutes(20),
  })
  new QueueWorker(stack, 'Shipper', {
    domain: stack,
    queue,
    description: 'x',
    environment: {},
    maxConcurrency: 2,
  })
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'Messaging-dev-shop-shipping-late-messages',
    Namespace: 'Messaging/dev',
    MetricName: 'MessageAge',
    Dimensions: [{ Name: 'service', Value: 'shop-shipping' }],
    Statistic: 'Maximum',
    Threshold: 1_200,
  })
})

test('what is written down of tries goes with the stack, even where other tables are kept', () => {
  const stack = domain()
  Object.assign(stack, { removalPolicy: RemovalPolicy.RETAIN })
  new DomainTable(stack, 'Kept', { domain: stack, key: 'id', withoutExpiry: 'A test.' })
  expect(stack.tries).toBe(stack.tries)
  const tables = Template.fromStack(stack).findResources('AWS::DynamoDB::GlobalTable')
  const policies = Object.entries(tables).map(([id, { DeletionPolicy }]) => [id.slice(0, 4), DeletionPolicy])
  expect(Object.fromEntries(policies)).toEqual({ Kept: 'Retain', Trie: 'Delete' })
})
