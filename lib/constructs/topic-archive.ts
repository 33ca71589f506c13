import { CustomResource, Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { FunctionName } from '../packaging/functions.ts'
import type { Domain } from './domain.ts'
import { DomainFunction } from './domain-function.ts'
import type { FanOutTopic } from './fan-out-topic.ts'
import { refuse } from './refusal.ts'

export interface TopicArchiveProps {
  readonly domain: Domain
  /** A FIFO topic: others have no archive. */
  readonly topic: FanOutTopic
  /** For how many days SNS keeps each message, 1 to 365. */
  readonly days: number
  /** Sets the policy. */
  readonly function: FunctionName
}

/** If the function cannot answer, CloudFormation would wait for an hour. */
const LONGEST_WAIT = Duration.minutes(10)

/**
 * The archive of a topic, as a custom resource that sets the topic's `ArchivePolicy`.
 *
 * SNS does not delete a topic that has one, and CloudFormation does not clear it first: a stack with the policy among the
 * topic's properties can be neither deleted nor rolled back. The custom resource depends on the topic, so it is deleted
 * first, and clears the policy.
 */
export class TopicArchive extends Construct {
  constructor(scope: Construct, id: string, props: TopicArchiveProps) {
    super(scope, id)
    const { domain, topic, days } = props
    if (!topic.fifo) refuse(this, `The topic ${topic.node.path} is no FIFO topic.`, 'Archive a FIFO topic.')
    const setter = new DomainFunction(this, 'Setter', {
      domain,
      function: props.function,
      description: 'Turns the archive of a topic on and off, for CloudFormation',
      timeout: Duration.minutes(2),
      environment: {},
    })
    setter.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:SetTopicAttributes'], resources: [topic.topic.topicArn] }),
    )
    const policy = new CustomResource(this, 'Policy', {
      resourceType: 'Custom::TopicArchive',
      serviceToken: setter.function.functionArn,
      serviceTimeout: LONGEST_WAIT,
      properties: { TopicArn: topic.topic.topicArn, RetentionDays: days },
    })
    // The function's permissions must exist before its first invocation, and until after its last.
    policy.node.addDependency(setter)
  }
}
