import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { AlarmTopics } from '../constructs/alarm-topics.ts'
import { DomainKey } from '../constructs/domain-key.ts'
import { type FilterPolicy, refuseFilter } from '../filter-policy/filter-policy.ts'

export interface StageAlarmTopicsProps {
  readonly stage: string
  /** Who is mailed. @default - nobody, until somebody subscribes */
  readonly address?: string
}

/**
 * An alarm that was on is over. An alarm's OK action also follows its very first look, from INSUFFICIENT_DATA: without
 * this a new stage would send a mail for each of its alarms.
 */
const WAS_ON: FilterPolicy = { NewStateValue: ['OK'], OldStateValue: ['ALARM'] }

/**
 * Where the alarms of one stage are told, and of no other: encrypted, TLS only.
 *
 * Two topics, because CloudWatch words its message for mails, and no source says whether SNS compares a filter on the
 * message's body with that text or with the JSON that all others get. If it is the text, the end of an alarm is not
 * mailed; that one goes off is mailed whatever a filter says.
 */
export class StageAlarmTopics extends Construct implements AlarmTopics {
  readonly alarms: Topic
  readonly recoveries: Topic
  /**
   * Made here although it serves more than the topics: under another path, CloudFormation would make another key, for
   * an alias that the first one has (docs/decisions/boundaries.md).
   */
  readonly key: DomainKey

  constructor(scope: Construct, id: string, { stage, address }: StageAlarmTopicsProps) {
    super(scope, id)
    const sourceArn = this.#alarmsOf(stage)
    // Deleted in production, too: nothing that is kept is encrypted with it. The undelivered messages are deleted with
    // their stacks, and those before this one, because they import the key.
    this.key = new DomainKey(this, 'Key', {
      domain: 'operations',
      stage,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // The key that SNS manages has a policy that does not let CloudWatch in (SNS, Key management).
    this.key.allowService('cloudwatch.amazonaws.com', sourceArn)
    this.alarms = this.#topic('Topic', sourceArn)
    this.recoveries = this.#topic('Recoveries', sourceArn)
    if (address === undefined) return
    this.#mail('Mail', this.alarms, address)
    this.#mail('RecoveriesMail', this.recoveries, address, WAS_ON)
  }

  #topic(id: string, sourceArn: string): Topic {
    const topic = new Topic(this, id, { masterKey: this.key.kmsKey, enforceSSL: true })
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': sourceArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
    return topic
  }

  #mail(id: string, { topicArn }: Topic, endpoint: string, filterPolicy?: FilterPolicy): void {
    if (filterPolicy !== undefined) refuseFilter(this, filterPolicy)
    new CfnSubscription(this, id, {
      topicArn,
      protocol: 'email',
      endpoint,
      filterPolicy,
      filterPolicyScope: filterPolicy && 'MessageBody',
    })
  }

  /** As `alarmName` names them. */
  #alarmsOf(stage: string): string {
    return Stack.of(this).formatArn({ service: 'cloudwatch', resource: `alarm:Messaging-${stage}-*` })
  }
}
