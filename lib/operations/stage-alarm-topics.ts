import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { AlarmTopics } from '../constructs/alarm-topics.ts'
import { DomainKey } from '../constructs/domain-key.ts'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'

export interface StageAlarmTopicsProps {
  readonly stage: string
  /** The address for mails. @default - none; subscribe to the topics instead */
  readonly address?: string
}

/**
 * An alarm that was on has ended. The OK action of an alarm also follows its first evaluation, from INSUFFICIENT_DATA:
 * without this filter, a new stage would send a mail for each of its alarms.
 */
const WAS_ON: FilterPolicy = { NewStateValue: ['OK'], OldStateValue: ['ALARM'] }

/**
 * The topics for the alarms of one stage only; encrypted, TLS only.
 *
 * There are two topics, because CloudWatch formats its message for mails, and no source says whether SNS applies a
 * filter on the body to that text or to the JSON that other endpoints get. If it is the text, the end of an alarm is
 * not mailed; the start of an alarm is mailed in either case.
 */
export class StageAlarmTopics extends Construct implements AlarmTopics {
  readonly alarms: Topic
  readonly recoveries: Topic
  /**
   * Created here although it serves more than the topics: under another path, CloudFormation would create another key
   * for an alias that the first one has (docs/decisions/boundaries.md).
   */
  readonly key: DomainKey

  constructor(scope: Construct, id: string, { stage, address }: StageAlarmTopicsProps) {
    super(scope, id)
    const sourceArn = this.#alarmsOf(stage)
    // Deleted in production, too: nothing that is retained is encrypted with it. Undelivered messages are deleted with
    // their stacks, and those before this one, because they import the key.
    this.key = new DomainKey(this, 'Key', {
      domain: 'operations',
      stage,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // The policy of the key that SNS manages does not allow CloudWatch (SNS, Key management).
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
    new CfnSubscription(this, id, {
      topicArn,
      protocol: 'email',
      endpoint,
      filterPolicy,
      filterPolicyScope: filterPolicy && 'MessageBody',
    })
  }

  /** The stage's alarms, by the names from `alarmName`. */
  #alarmsOf(stage: string): string {
    return Stack.of(this).formatArn({ service: 'cloudwatch', resource: `alarm:Messaging-${stage}-*` })
  }
}
