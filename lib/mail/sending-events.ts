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
  /** Who is told what became of e-mails. */
  readonly feedback: GuardedQueue
}

/** The configuration set that e-mails are sent with, and the way of what SES learns of them to a queue. */
export class SendingEvents extends Construct {
  readonly configurationSetName: string
  readonly configurationSetArn: string
  /** What SNS could not deliver. */
  readonly undelivered: DeadLetterQueue

  constructor(scope: Construct, id: string, { domain, feedback }: SendingEventsProps) {
    super(scope, id)
    // Named, so that the topic's policy and the key's hold an ARN that does not refer to it.
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
        // Those that say something of the address; what was delivered or is late needs no answer.
        matchingEventTypes: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
        snsDestination: { topicArn: topic.topic.topicArn },
      },
    })
    // SES refuses a topic whose policy does not let it publish.
    destination.node.addDependency(topic.topic)
  }
}
