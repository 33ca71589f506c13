import { type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { DomainKey } from '../constructs/domain-key.ts'

export interface AlarmTopicProps {
  readonly stage: string
  readonly removalPolicy: RemovalPolicy
  /** Who is mailed. @default - nobody, until somebody subscribes */
  readonly address?: string
}

/** Where the alarms of a stage are told, and of no other: encrypted, TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id)
    const key = new DomainKey(this, 'Key', { domain: 'operations', ...props })
    // The key that SNS manages has a policy that does not let CloudWatch in (SNS, Key management).
    key.allowService('cloudwatch.amazonaws.com', this.#alarms(props.stage))
    this.topic = new Topic(this, 'Topic', { masterKey: key.kmsKey, enforceSSL: true })
    this.#allowAlarms(props.stage)
    if (props.address !== undefined) this.topic.addSubscription(new EmailSubscription(props.address))
  }

  #allowAlarms(stage: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': this.#alarms(stage) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
  }

  /** CloudFormation names an alarm after its stack. */
  #alarms(stage: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: `alarm:Messaging-${stage}-*`,
    })
  }
}
