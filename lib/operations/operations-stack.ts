import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { Config } from '../config.ts'
import { MessagingStack } from '../messaging-stack.ts'
import { AlarmTopic } from './alarm-topic.ts'

/** What watches over the other stacks. */
export class OperationsStack extends MessagingStack {
  readonly alarmTopic: ITopic

  constructor(scope: Construct, config: Config) {
    super(scope, 'Operations', config, 'Messaging: where the alarms of all domains are told')
    const { topic } = new AlarmTopic(this, 'Alarms', { ...config, address: config.alarmAddress })
    this.alarmTopic = topic
    this.output('AlarmTopicArn', topic.topicArn, 'Subscribe here to be told of alarms')
  }
}
