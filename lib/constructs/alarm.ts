import {
  Alarm as CloudWatchAlarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Construct } from 'constructs'
import { alarmName } from '../names/alarm-name.ts'
import { refuseAlarm } from './alarm-rules.ts'
import type { AlarmingStage } from './domain.ts'

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
  /** For a person on call at 3 a.m.: what happened, what the effect is, where to look and what to do. */
  readonly description: string
}

/** An alarm that notifies one topic when it goes off, and another when it ends. Missing data is not an alarm. */
export class Alarm extends Construct {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id)
    const { evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods } = props
    refuseAlarm(this, { ...props, evaluationPeriods, datapointsToAlarm })
    const alarm = new CloudWatchAlarm(this, 'Resource', {
      alarmName: alarmName(this, props.domain, props.name),
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: props.description,
    })
    const { alarms, recoveries } = props.domain.alarmTopics
    alarm.addAlarmAction(new SnsAction(alarms))
    alarm.addOkAction(new SnsAction(recoveries))
  }
}
