import { type IMetric, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { dependencies } from '../../lambda/contracts/dependency.ts'
import { pipelines } from '../../lambda/contracts/objective.ts'
import { inTime } from '../constructs/burn-rate-alarms.ts'
import { PipelineAlarm } from '../constructs/pipeline-alarm.ts'
import { alarmNameOf } from '../names/alarm-name.ts'
import { dashboardName, OVERVIEW } from '../names/dashboard-name.ts'
import { Dashboard } from './dashboard.ts'
import { AlarmStates, graph, heading, PERIOD } from './graph.ts'
import { ofDependency, ofLogGroup, ofQueue, ofService, requestsTo, sumOf } from './metrics.ts'
import { partsOf } from './parts.ts'
import { queueGraphs } from './queue-graphs.ts'

/** What a function of the stage is called begins so; a stage `dev2` is found with `dev`: CloudWatch looks for words. */
const LAMBDA = (stage: string, metric: string) =>
  `{AWS/Lambda,FunctionName} MetricName="${metric}" FunctionName=Messaging-${stage}-`

/**
 * All pipelines of a stage at a glance. It refers to no other stack, which all refer to this one: queues, streams, log
 * groups and our own metrics are known by their names, and Lambda's metrics are searched for.
 */
export class OverviewDashboard extends Construct {
  readonly #stage: string

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id)
    this.#stage = stage
    new Dashboard(this, 'Dashboard', { name: dashboardName(stage, OVERVIEW), rows: () => this.#rows() })
  }

  #rows(): IWidget[][] {
    return [
      this.#alarms(),
      this.#objectives(),
      heading('## Messages'),
      queueGraphs(this.#parts.queues),
      this.#failures(),
      heading('## Functions and costs'),
      this.#functions(),
      this.#costs(),
    ].filter(row => row.length > 0)
  }

  #alarms(): IWidget[] {
    const waking = this.node.root.node.findAll().filter(each => each instanceof PipelineAlarm)
    const waiting = ['waiting', ...dependencies.map(dependency => `waiting-for-${dependency}`)]
    const names = [
      ...waking.map(({ alarmName }) => alarmName),
      ...waiting.map(words => alarmNameOf(this.#stage, words)),
    ]
    return [new AlarmStates(this, 'Alarms: the pipelines, and what is down', names)]
  }

  #objectives(): IWidget[] {
    const each = (statistic: string) =>
      pipelines.map(pipeline =>
        inTime({ stage: this.#stage }, pipeline, statistic, PERIOD).with({ label: pipeline }),
      )
    return [
      ...graph('In time, by pipeline', each('Average'), {
        lines: [{ value: 1, label: 'all' }],
        fromZero: false,
      }),
      ...graph('Came to their end, by pipeline', each('SampleCount')),
      ...graph('Age of messages p99, by hop', this.#services('MessageAge', 'p99'), { unit: 's' }),
    ]
  }

  #failures(): IWidget[] {
    return [
      ...graph('Failed records', this.#services('FailedRecords', 'Sum')),
      ...graph(
        'Records that wait, by what is down',
        dependencies.map(dependency => ofDependency(this.#stage, dependency)),
      ),
      ...graph(
        'Dead letters and undelivered',
        this.#parts.deadLetters.map(({ queueName }) =>
          ofQueue(queueName, 'ApproximateNumberOfMessagesVisible', 'Maximum'),
        ),
      ),
    ]
  }

  #functions(): IWidget[] {
    return [
      ...graph('Errors', [this.#search('Errors', 'Sum')]),
      ...graph('Throttles', [this.#search('Throttles', 'Sum')]),
      ...graph('Concurrency', [this.#search('ConcurrentExecutions', 'Maximum')]),
      ...graph('Iterator age', [this.#search('IteratorAge', 'Maximum')], { unit: 'ms' }),
    ]
  }

  #costs(): IWidget[] {
    const { queues, deadLetters, functions, workers } = this.#parts
    const names = [...queues, ...deadLetters].map(({ queueName }) => queueName)
    const done = (service: string) =>
      workers
        .filter(({ worker }) => worker.service === service)
        .map(() => ofService(this.#stage, service, 'ProcessedRecords', 'Sum'))
    const duration = `SUM(SEARCH('${LAMBDA(this.#stage, 'Duration')}', 'Sum'))`
    const computed = (label: string, expression: string) =>
      new MathExpression({ expression, label, period: PERIOD, usingMetrics: {} })
    return [
      ...graph('Requests to SQS', requestsTo(names)),
      ...graph('Compute, in seconds', [computed('all functions', `${duration} / 1000`)]),
      ...graph(
        'Bytes logged',
        sumOf(
          'all functions',
          functions.map(({ logGroupName }) => ofLogGroup(logGroupName)),
        ),
      ),
      ...graph('Mails and videos', [...done('mail-mailer'), ...done('video-encoder')]),
    ]
  }

  #services(metric: string, statistic: string): IMetric[] {
    return this.#parts.workers.map(({ worker: { service } }) =>
      ofService(this.#stage, service, metric, statistic),
    )
  }

  #search(metric: string, statistic: string): IMetric {
    return new MathExpression({
      expression: `SEARCH('${LAMBDA(this.#stage, metric)}', '${statistic}')`,
      label: '',
      usingMetrics: {},
      period: PERIOD,
    })
  }

  get #parts(): ReturnType<typeof partsOf> {
    return partsOf(this.node.root as Construct)
  }
}
