import { Duration } from 'aws-cdk-lib'
import {
  Alarm as CloudWatchAlarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import {
  type ILambdaDeploymentConfig,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy'
import { Alias, type Version } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { alarmNameOf } from '../names/alarm-name.ts'
import { linksOf } from './alarm-links.ts'
import { refuseDescription } from './alarm-rules.ts'
import { type Canaries, LIVE } from './canaries.ts'
import { type Domain, metricNamespace } from './domain.ts'
import type { DomainFunction } from './domain-function.ts'
import { refuse } from './refusal.ts'

export interface CanaryProps {
  readonly domain: Domain
  readonly canaries: Canaries
  readonly worker: DomainFunction
  /** The function's: a try that hangs must be noticed while most of the traffic is still elsewhere. */
  readonly timeout: Duration
  /** Whether the function itself sends what it gives up to a dead-letter queue. */
  readonly givesUp: boolean
  /** Whether it judges what people send: that it rejects something is daily business, that it rejects nearly all is not. */
  readonly rejects: boolean
}

/** CodeDeploy's canaries with 10 % of the invocations, by how many minutes that lasts. */
const CANARIES: readonly [minutes: number, config: ILambdaDeploymentConfig][] = [
  [5, LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES],
  [10, LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES],
  [15, LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES],
  [30, LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES],
]

/**
 * When rejections are a fault: at least so many, and so large a share of the invocations. One person may send the same bad
 * file three times, and a tenth of them all are bad anyway. Longer than any canary, so that all that the version has done
 * counts: Lambda dates an invocation by its beginning, and a rejection comes at its end.
 */
const FAULTY_REJECTIONS = { least: 5, share: 0.8, within: Duration.hours(1) }

/** Until a metric has arrived, its period is over and the alarm is evaluated. */
const NOTICED_AFTER = Duration.minutes(3)

/**
 * The way of new code to a consumer: a version for each change, and an alias that CodeDeploy shifts to it, a tenth of the
 * invocations first. A fault of the new version shifts the alias back, and the deployment fails
 * (docs/decisions/canary.md).
 *
 * Its alarms are those of one version, and are made with it: what the version before fails on neither holds up a
 * deployment that mends it (aws/serverless-application-model#716), nor is taken for a fault of the new one.
 */
export class Canary extends Construct {
  /** What the event source invokes. */
  readonly alias: Alias
  readonly #props: CanaryProps
  readonly #version: Version

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id)
    this.#props = props
    const { canaries, worker } = props
    this.#version = worker.function.currentVersion
    this.alias = new Alias(this, 'Live', { aliasName: LIVE, version: this.#version })
    canaries.allow(worker.function)
    const group = new LambdaDeploymentGroup(this, 'Group', {
      application: canaries.application,
      deploymentGroupName: worker.service,
      alias: this.alias,
      deploymentConfig: this.#deploymentConfig(),
      alarms: this.#alarms(),
      // The construct would add the managed policy, which allows more.
      role: canaries.role.withoutPolicyUpdates(),
    })
    group.node.addDependency(canaries.role)
  }

  #deploymentConfig(): ILambdaDeploymentConfig {
    const needed = this.#props.timeout.toSeconds() + NOTICED_AFTER.toSeconds()
    const found = CANARIES.find(([minutes]) => minutes * 60 >= needed)
    if (found) return found[1]
    refuse(
      this,
      `Its timeout is ${this.#props.timeout.toSeconds()} s, and the longest canary of CodeDeploy lasts 30 minutes: a try ` +
        'that hangs would be noticed when all traffic is shifted.',
      'Lower the timeout.',
    )
  }

  #alarms(): CloudWatchAlarm[] {
    const { givesUp, rejects } = this.#props
    return [
      this.#onCount(
        'Errors',
        'errors',
        this.#ofLambda('Errors'),
        'has ended invocations with an error, or by their timeout',
      ),
      this.#onCount('Failed', 'failed', this.#ofRecords('FailedRecords'), 'has failed on messages'),
      ...(givesUp
        ? [
            this.#onCount(
              'DeadLettered',
              'dead-lettered',
              this.#ofRecords('DeadLetteredRecords'),
              'has given up messages',
            ),
          ]
        : []),
      ...(rejects ? [this.#onRejections()] : []),
    ]
  }

  /**
   * What Lambda counts of an invocation through an alias (Lambda, Types of metrics). The alias by its name: it waits for its
   * group, which waits for these alarms, so that CloudFormation has both before it shifts (aws/aws-cdk#2231).
   */
  #ofLambda(metricName: string): Metric {
    const { functionName } = this.#props.worker.function
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: {
        FunctionName: functionName,
        Resource: `${functionName}:${LIVE}`,
        ExecutedVersion: this.#version.version,
      },
    })
  }

  /** What the version counts of its own records (lambda/runtime/metrics.ts). */
  #ofRecords(metricName: string): Metric {
    return new Metric({
      namespace: metricNamespace(this.#props.domain),
      metricName,
      dimensionsMap: { service: this.#props.worker.service, version: this.#version.version },
    })
  }

  /** Goes off at the first one, and stays on long enough for CodeDeploy to see it, which asks now and then. */
  #onCount(id: string, what: string, metric: Metric, happened: string): CloudWatchAlarm {
    const counted = metric.with({ statistic: 'Sum', period: Duration.minutes(1) })
    return this.#alarm(id, what, { metric: counted, evaluationPeriods: 3, happened })
  }

  #onRejections(): CloudWatchAlarm {
    const { least, share } = FAULTY_REJECTIONS
    const summed = (metric: Metric) => metric.with({ statistic: 'Sum', period: FAULTY_REJECTIONS.within })
    const metric = new MathExpression({
      expression: `IF(rejected >= ${least} AND rejected >= ${share} * FILL(invoked, 0), 1, 0)`,
      usingMetrics: {
        rejected: summed(this.#ofRecords('RejectedRecords')),
        invoked: summed(this.#ofLambda('Invocations')),
      },
      period: FAULTY_REJECTIONS.within,
    })
    const happened = `has rejected nearly all of what people sent, and at least ${least} of them`
    return this.#alarm('Rejected', 'rejected', { metric, evaluationPeriods: 1, happened })
  }

  /** Part of no composite alarm: it wakes nobody, since whoever deploys is awake. */
  #alarm(
    id: string,
    what: string,
    { metric, evaluationPeriods, happened }: { metric: IMetric; evaluationPeriods: number; happened: string },
  ): CloudWatchAlarm {
    const { domain, worker } = this.#props
    const { version } = this.#version
    const description =
      `Version ${version} of ${worker.service} ${happened}. While CodeDeploy shifts traffic to it, this shifts the traffic ` +
      'back and fails the deployment; afterwards it does nothing. Look in the log group ' +
      `${worker.logGroupName}, in the streams with [${version}] in their names.` +
      linksOf(this, domain.alarmLinks, 'rolled-back')
    refuseDescription(this, description)
    return new CloudWatchAlarm(this, id, {
      // With the version, so that a new version has new alarms, which nothing has set off yet.
      alarmName: `${alarmNameOf(domain.stage, `${worker.service}-version-${version}`)}-${what}`,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: description,
    })
  }
}

/** @returns what an event source invokes: the alias in a stage with canaries, otherwise the function */
export function invoked(
  scope: Construct,
  props: Omit<CanaryProps, 'canaries'>,
): Alias | DomainFunction['function'] {
  const { canaries } = props.domain
  return canaries ? new Canary(scope, 'Canary', { ...props, canaries }).alias : props.worker.function
}
