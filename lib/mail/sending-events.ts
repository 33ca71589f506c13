import { Stack } from 'aws-cdk-lib'
import {
  CfnConfigurationSet,
  CfnConfigurationSetEventDestination,
  EmailSendingEvent,
} from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts'
import type { Domain } from '../constructs/domain.ts'
import { FanOutTopic } from '../constructs/fan-out-topic.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'

export interface SendingEventsProps {
  readonly domain: Domain
  /** The queue for SES's events. */
  readonly feedback: GuardedQueue
}

/** The configuration set for e-mails, and the path of SES's events to a queue. */
export class SendingEvents extends Construct {
  readonly configurationSetName: string
  readonly configurationSetArn: string
  /** The queue for messages that SNS could not deliver. */
  readonly undelivered: DeadLetterQueue

  constructor(scope: Construct, id: string, { domain, feedback }: SendingEventsProps) {
    super(scope, id)
    // Named, so that the policies of the topic and the key can have its ARN without referring to it.
    const name = Stack.of(this).stackName
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: name,
    })
    const configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', { name })
    this.configurationSetName = configurationSet.ref
    const topic = new FanOutTopic(this, 'Topic', { domain })
    topic.allowPublisher('ses.amazonaws.com', this.configurationSetArn)
    this.undelivered = topic.subscribe('Feedback', feedback)
    const destination = new CfnConfigurationSetEventDestination(this, 'Destination', {
      configurationSetName: configurationSet.ref,
      eventDestination: {
        name: 'feedback',
        enabled: true,
        // Only events about the address; deliveries and delays need no reaction.
        matchingEventTypes: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
        snsDestination: { topicArn: topic.topic.topicArn },
      },
    })
    // SES refuses a topic whose policy does not allow it to publish.
    destination.node.addDependency(topic.topic)
  }
}
