import { Duration } from 'aws-cdk-lib'
import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { objectives, type Pipeline } from '../../lambda/contracts/objective.ts'
import { inTime } from '../constructs/burn-rate-alarms.ts'
import type { Domain } from '../constructs/domain.ts'
import type { DomainFunction } from '../constructs/domain-function.ts'
import { alarmsBelow } from '../constructs/waking-alarm.ts'
import { alarmNameOf } from '../names/alarm-name.ts'
import { Dashboard } from './dashboard.ts'
import { AlarmStates, graph, heading, PERIOD } from './graph.ts'
import {
  ofDelivery,
  ofLogGroup,
  ofQueue,
  ofService,
  ofStream,
  ofTopic,
  requestsTo,
  withoutStage,
} from './metrics.ts'
import { type Parts, partsOf } from './parts.ts'
import { queueGraphs } from './queue-graphs.ts'

export interface PipelineDashboardProps {
  readonly name: string
  readonly pipeline: Pipeline
}

/** A domain from its requests to its costs, in the order in which somebody looks who was woken. */
export class PipelineDashboard extends Construct {
  readonly #domain: Construct & Domain

  /** @param scope the stack of the domain: all that it holds is drawn */
  constructor(scope: Construct & Domain, id: string, { name, pipeline }: PipelineDashboardProps) {
    super(scope, id)
    this.#domain = scope
    new Dashboard(this, 'Dashboard', { name, rows: () => this.#rows(pipeline) })
  }

  #rows(pipeline: Pipeline): IWidget[][] {
    const parts = partsOf(this.#domain)
    return [
      this.#alarms(),
      this.#objective(pipeline),
      heading('## How long messages have waited, by hop'),
      this.#latencies(parts),
      heading('## Queues'),
      this.#queues(parts),
      this.#failures(parts),
      ...this.#topicsAndStreams(parts),
      heading('## Functions'),
      this.#functions(parts),
      this.#requests(parts),
      heading('## What costs'),
      this.#costs(parts),
    ].filter(row => row.length > 0)
  }

  #alarms(): IWidget[] {
    const { stage, name } = this.#domain
    const children = alarmsBelow(this.#domain).map(({ alarmName }) => alarmName)
    return [
      new AlarmStates(this, 'Alarms: the pipeline, then all that set it off', [
        alarmNameOf(stage, name),
        ...children,
      ]),
    ]
  }

  #objective(pipeline: Pipeline): IWidget[] {
    const { seconds, share } = objectives[pipeline]
    const within = Duration.seconds(seconds).toHumanString()
    const value = (statistic: string, label: string) =>
      inTime(this.#domain, pipeline, statistic, PERIOD).with({ label })
    return [
      ...graph(`Through within ${within}`, [value('Average', 'share')], {
        lines: [{ value: share, label: `objective ${share}` }],
        fromZero: false,
      }),
      ...graph('Came to their end', [value('SampleCount', 'all'), value('Sum', 'in time')]),
    ]
  }

  #latencies({ workers, readers }: Parts): IWidget[] {
    const ages = (percentile: string) => [
      ...workers.map(({ worker: { service } }) => this.#service(service, 'MessageAge', percentile)),
      ...readers.map(({ worker }) => seconds(worker, percentile)),
    ]
    return ['p50', 'p90', 'p99'].flatMap(percentile => graph(percentile, ages(percentile), { unit: 's' }))
  }

  #queues({ queues }: Parts): IWidget[] {
    const most = (metric: string) => queues.map(({ queueName }) => ofQueue(queueName, metric, 'Maximum'))
    return [
      ...queueGraphs(queues),
      ...graph('In flight', most('ApproximateNumberOfMessagesNotVisible')),
      ...graph('Delayed', most('ApproximateNumberOfMessagesDelayed')),
    ]
  }

  #failures({ workers, readers, deadLetters }: Parts): IWidget[] {
    const services = [...workers, ...readers].map(({ worker: { service } }) => service)
    const records = (metric: string) => services.map(service => this.#service(service, metric, 'Sum'))
    return [
      ...graph('Failed records', records('FailedRecords')),
      ...graph('Postponed records', records('PostponedRecords')),
      ...graph('Records that wait for what is down', records('WaitingRecords')),
      ...graph(
        'Dead letters and undelivered',
        deadLetters.map(({ queueName }) =>
          ofQueue(queueName, 'ApproximateNumberOfMessagesVisible', 'Maximum'),
        ),
      ),
    ]
  }

  #topicsAndStreams({ topics, streams, readers, deliveries }: Parts): IWidget[][] {
    const ofTopics = (metric: string) =>
      topics.map(({ topicName }) => ofTopic(topicName, metric, withoutStage(topicName)))
    const ofStreams = (metric: string, statistic = 'Sum') =>
      streams.map(({ plainName }) => ofStream(plainName, metric, statistic, withoutStage(plainName)))
    const ofDeliveries = (metric: string, statistic: string) =>
      deliveries.map(({ deliveryStreamName = '' }) => ofDelivery(deliveryStreamName, metric, statistic))
    return [
      [
        ...graph('Published to topics', ofTopics('NumberOfMessagesPublished')),
        ...graph('Delivered by topics', ofTopics('NumberOfNotificationsDelivered')),
        ...graph('Given up by topics', [
          ...ofTopics('NumberOfNotificationsFailed'),
          ...ofTopics('NumberOfNotificationsFailedToRedriveToDlq'),
        ]),
      ],
      [
        ...graph('Records into the stream', ofStreams('IncomingRecords')),
        ...graph('Throttled by the stream', [
          ...ofStreams('WriteProvisionedThroughputExceeded'),
          ...ofStreams('ReadProvisionedThroughputExceeded'),
        ]),
        ...graph(
          'Iterator age',
          readers.map(({ worker }) => seconds(worker, 'Maximum')),
          { unit: 's' },
        ),
      ],
      [
        ...graph('Age of what the lake lacks', ofDeliveries('DeliveryToS3.DataFreshness', 'Maximum'), {
          unit: 's',
        }),
        ...graph('Records into the lake', ofDeliveries('DeliveryToS3.Records', 'Sum')),
        ...graph('Bytes into the lake', ofDeliveries('DeliveryToS3.Bytes', 'Sum')),
      ],
    ]
  }

  #functions({ functions, workers }: Parts): IWidget[] {
    const sum = (metric: string) => functions.map(each => ofFunction(each, metric, 'Sum'))
    const caps = new Map<DomainFunction, number | undefined>([
      ...functions.map(each => [each, each.reservedConcurrency] as const),
      ...workers.map(({ worker, maxConcurrency }) => [worker, maxConcurrency] as const),
    ])
    return [
      ...graph('Errors', sum('Errors')),
      ...graph('Throttles', sum('Throttles')),
      ...graph(
        'Concurrency, in % of its cap',
        Array.from(caps).flatMap(([each, cap]) => (cap === undefined ? [] : shareOfCap(each, cap))),
        { unit: '%', lines: [{ value: 100, label: 'cap' }] },
      ),
      ...graph(
        'Duration p99',
        functions.map(each => ofFunction(each, 'Duration', 'p99')),
        { unit: 'ms' },
      ),
    ]
  }

  #requests({ apis }: Parts): IWidget[] {
    return apis.flatMap(({ api }) => [
      ...graph('Requests', [api.metricCount({ statistic: 'Sum', period: PERIOD, label: 'all' })]),
      ...graph('Refused and failed', [
        api.metricClientError({ statistic: 'Sum', period: PERIOD, label: '4xx' }),
        api.metricServerError({ statistic: 'Sum', period: PERIOD, label: '5xx' }),
      ]),
      ...graph(
        'Latency',
        ['p50', 'p90', 'p99'].map(statistic =>
          api.metricLatency({ statistic, period: PERIOD, label: statistic }),
        ),
        { unit: 'ms' },
      ),
    ])
  }

  #costs({ queues, deadLetters, workers, functions }: Parts): IWidget[] {
    const names = [...queues, ...deadLetters].map(({ queueName }) => queueName)
    return [
      ...graph('Requests to SQS', requestsTo(names)),
      ...graph('Compute, in GB-seconds', functions.map(gigabyteSeconds), { stacked: true }),
      ...graph(
        'Bytes logged',
        functions.map(({ logGroupName }) => ofLogGroup(logGroupName)),
        { stacked: true },
      ),
      ...graph(
        'Records done: messages, videos, mails',
        workers.map(({ worker: { service } }) => this.#service(service, 'ProcessedRecords', 'Sum')),
      ),
    ]
  }

  #service(service: string, metric: string, statistic: string): IMetric {
    return ofService(this.#domain.stage, service, metric, statistic)
  }
}

function ofFunction(
  { function: lambda, service }: DomainFunction,
  metric: string,
  statistic: string,
): IMetric {
  return lambda.metric(metric, { statistic, period: PERIOD, label: service })
}

/** How old the records are that a reader of the stream gets. */
function seconds(reader: DomainFunction, statistic: string): IMetric {
  return calculated(reader, ofFunction(reader, 'IteratorAge', statistic), id => `${id} / 1000`)
}

function shareOfCap(each: DomainFunction, cap: number): IMetric {
  const running = ofFunction(each, 'ConcurrentExecutions', 'Maximum')
  return calculated(each, running, id => `100 * ${id} / ${cap}`)
}

/** What Lambda charges by: the encoder's are nearly all of a video's cost. */
function gigabyteSeconds(each: DomainFunction): IMetric {
  const gigabytes = each.memoryMegabytes / 1024
  return calculated(each, ofFunction(each, 'Duration', 'Sum'), id => `${id} / 1000 * ${gigabytes}`)
}

/** @param expression of the metric's id, which is unique in its graph */
function calculated(
  { service }: DomainFunction,
  metric: IMetric,
  expression: (id: string) => string,
): IMetric {
  const id = service.replaceAll('-', '_')
  return new MathExpression({
    expression: expression(id),
    usingMetrics: { [id]: metric },
    label: service,
    period: PERIOD,
  })
}
