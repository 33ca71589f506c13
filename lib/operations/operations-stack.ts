import type { Construct } from 'constructs'
import type { Config } from '../config.ts'
import type { AlarmTopics } from '../constructs/alarm-topics.ts'
import type { DomainKey } from '../constructs/domain-key.ts'
import { OverviewDashboard } from '../dashboards/overview-dashboard.ts'
import { MessagingStack } from '../messaging-stack.ts'
import { dashboardName, OVERVIEW } from '../names/dashboard-name.ts'
import { namedArn } from '../names/queue-name.ts'
import { ReleaseAlarms } from './release-alarms.ts'
import { SavedQueries } from './saved-queries.ts'
import { StageAlarmTopics } from './stage-alarm-topics.ts'
import { TraceGroup } from './trace-group.ts'
import { WaitingAlarms } from './waiting-alarms.ts'

/** The alarm topics of the other stacks, and the key that they need when their own is unusable. */
export class OperationsStack extends MessagingStack {
  readonly alarmTopics: AlarmTopics
  /**
   * Encrypts published alarms and the messages of all domains that SNS could not deliver. Both use one key, because
   * both are for the person who repairs a domain, and it must work while the domain's key does not.
   */
  readonly key: DomainKey

  constructor(scope: Construct, config: Config) {
    super(scope, 'Operations', config, 'Messaging: the alarm topics of all domains')
    const alarmTopics = new StageAlarmTopics(this, 'Alarms', {
      stage: config.stage,
      address: config.alarmAddress,
    })
    this.alarmTopics = alarmTopics
    this.key = alarmTopics.key
    // By the prefix of their names: the stacks of the topics refer to this one, which must not refer to them.
    this.key.allowService('sns.amazonaws.com', namedArn(this, 'sns', `Messaging-${config.stage}-*`))
    const alarmLinks = { runbooks: config.runbooks, dashboard: dashboardName(config.stage, OVERVIEW) }
    const stage = { stage: config.stage, alarmTopics, alarmLinks }
    new WaitingAlarms(this, 'Waiting', stage)
    new ReleaseAlarms(this, 'WaitingForRelease', stage)
    new OverviewDashboard(this, 'Overview', config.stage)
    new SavedQueries(this, 'Queries', config.stage)
    new TraceGroup(this, 'Traces', config.stage)
    this.#outputTopics()
  }

  #outputTopics(): void {
    const { alarms, recoveries } = this.alarmTopics
    this.output('AlarmTopicArn', alarms.topicArn, 'Subscribe to this topic for alarms that go off')
    this.output(
      'RecoveryTopicArn',
      recoveries.topicArn,
      'Subscribe to this topic for alarms that end, with a filter on OldStateValue ALARM: each new alarm is published once',
    )
  }
}
