import type { Construct } from 'constructs'
import type { Config } from '../config.ts'
import type { AlarmTopics } from '../constructs/alarm-topics.ts'
import { MessagingStack } from '../messaging-stack.ts'
import { StageAlarmTopics } from './stage-alarm-topics.ts'
import { WaitingAlarms } from './waiting-alarms.ts'

/** What watches over the other stacks. */
export class OperationsStack extends MessagingStack {
  readonly alarmTopics: AlarmTopics

  constructor(scope: Construct, config: Config) {
    super(scope, 'Operations', config, 'Messaging: where the alarms of all domains are told')
    this.alarmTopics = new StageAlarmTopics(this, 'Alarms', {
      stage: config.stage,
      address: config.alarmAddress,
    })
    new WaitingAlarms(this, 'Waiting', { stage: config.stage, alarmTopics: this.alarmTopics })
    const { alarms, recoveries } = this.alarmTopics
    this.output('AlarmTopicArn', alarms.topicArn, 'Subscribe here to be told what goes off')
    this.output(
      'RecoveryTopicArn',
      recoveries.topicArn,
      'Subscribe here to be told what is over, with a filter on OldStateValue ALARM: each new alarm is told here once',
    )
  }
}
