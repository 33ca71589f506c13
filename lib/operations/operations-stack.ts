import type { Construct } from 'constructs'
import type { Config } from '../config.ts'
import type { AlarmTopics } from '../constructs/alarm-topics.ts'
import type { DomainKey } from '../constructs/domain-key.ts'
import { MessagingStack } from '../messaging-stack.ts'
import { namedArn } from '../names/queue-name.ts'
import { StageAlarmTopics } from './stage-alarm-topics.ts'
import { WaitingAlarms } from './waiting-alarms.ts'

/** What watches over the other stacks, and what they need when a key of theirs refuses. */
export class OperationsStack extends MessagingStack {
  readonly alarmTopics: AlarmTopics
  /**
   * Encrypts the alarms that are told, and the messages of all domains that SNS could not deliver: one key, because
   * both are for whoever puts a domain right, and it must work while the domain's does not.
   */
  readonly key: DomainKey

  constructor(scope: Construct, config: Config) {
    super(scope, 'Operations', config, 'Messaging: where the alarms of all domains are told')
    const alarmTopics = new StageAlarmTopics(this, 'Alarms', {
      stage: config.stage,
      address: config.alarmAddress,
    })
    this.alarmTopics = alarmTopics
    this.key = alarmTopics.key
    // By the beginning of their names: the stacks of the topics refer to this one, which must not refer to them.
    this.key.allowService('sns.amazonaws.com', namedArn(this, 'sns', `Messaging-${config.stage}-*`))
    new WaitingAlarms(this, 'Waiting', { stage: config.stage, alarmTopics })
    this.#outputTopics()
  }

  #outputTopics(): void {
    const { alarms, recoveries } = this.alarmTopics
    this.output('AlarmTopicArn', alarms.topicArn, 'Subscribe here to be told what goes off')
    this.output(
      'RecoveryTopicArn',
      recoveries.topicArn,
      'Subscribe here to be told what is over, with a filter on OldStateValue ALARM: each new alarm is told here once',
    )
  }
}
