import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { type FilterPolicy, refuseFilter } from '../filter-policy/filter-policy.ts'
import { TopicDelivery, type TopicDeliveryProps } from './topic-delivery.ts'

export interface TopicSubscriptionProps extends TopicDeliveryProps {
  /** Selects messages by their body. @default - all messages */
  readonly filter?: FilterPolicy
}

/** Delivers a topic's raw messages to a queue, and keeps undelivered ones in another queue. */
export class TopicSubscription extends TopicDelivery {
  constructor(scope: Construct, id: string, props: TopicSubscriptionProps) {
    super(scope, id, props)
    const { topicArn, queue, filter } = props
    if (filter !== undefined) refuseFilter(this, filter)
    new CfnSubscription(this, 'Subscription', {
      topicArn,
      protocol: 'sqs',
      endpoint: queue.queue.queueArn,
      rawMessageDelivery: true,
      filterPolicy: filter,
      filterPolicyScope: filter && 'MessageBody',
      redrivePolicy: { deadLetterTargetArn: this.undelivered.queue.queueArn },
    })
  }
}
