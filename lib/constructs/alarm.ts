import {
  Alarm as CloudWatchAlarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { alarmName } from '../names/alarm-name.ts'
import { linksOf } from './alarm-links.ts'
import { refuseAlarm } from './alarm-rules.ts'
import type { AlarmingStage } from './domain.ts'
import type { Runbook } from './runbook.ts'

export interface AlarmProps {
  readonly domain: AlarmingStage
  /** Its name after `Messaging-<stage>-`: `shop-shipping-dead-letters`. */
  readonly name: string
  readonly metric: IMetric
  /** The alarm goes off at this value and above. */
  readonly threshold: number
  /** @default 1 */
  readonly evaluationPeriods?: number
  /** How many of the periods must be at the threshold. @default - all of them */
  readonly datapointsToAlarm?: number
  /** Which page says what to do. */
  readonly runbook: Runbook
  /**
   * Read at 3 a.m. by somebody who was asleep: what happened, what it does to whom, where to look, what to do. The links
   * to the runbook and to the dashboard are added.
   */
  readonly description: string
}

/**
 * An alarm on one metric. No data is no alarm. It notifies nobody: the composite alarm that it belongs to does, so that
 * one fault wakes once (docs/decisions/one-page-a-fault.md).
 */
export class Alarm extends Construct {
  readonly alarmName: string
  readonly runbook: Runbook

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id)
    const { evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods, runbook } = props
    const description = props.description + linksOf(this, props.domain.alarmLinks, runbook)
    refuseAlarm(this, { ...props, description, evaluationPeriods, datapointsToAlarm })
    this.alarmName = alarmName(this, props.domain, props.name)
    this.runbook = runbook
    new CloudWatchAlarm(this, 'Resource', {
      alarmName: this.alarmName,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: description,
    })
  }
}
