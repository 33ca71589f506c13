import { Stack } from 'aws-cdk-lib'
import {
  CfnConfigurationSet,
  CfnConfigurationSetEventDestination,
  EmailSendingEvent,
} from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { MailType } from '../../lambda/contracts/email-events.ts'
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts'
import type { Domain } from '../constructs/domain.ts'
import { FanOutTopic } from '../constructs/fan-out-topic.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'

export interface SendingEventsProps {
  readonly domain: Domain
  /** The queue for SES's events. */
  readonly feedback: GuardedQueue
}

/** The configuration set of a type of mail. */
export interface MailStream {
  /** As it is known before the configuration set is made. */
  readonly name: string
  /** Likewise. */
  readonly arn: string
  /** The name, by reference to the configuration set. */
  readonly reference: string
}

/** A configuration set for each type of mail, and the path of SES's events to a queue. */
export class SendingEvents extends Construct {
  readonly streams: Readonly<Record<MailType, MailStream>>
  /** The queue for messages that SNS could not deliver. */
  readonly undelivered: DeadLetterQueue
  readonly #topic: FanOutTopic

  constructor(scope: Construct, id: string, { domain, feedback }: SendingEventsProps) {
    super(scope, id)
    this.#topic = new FanOutTopic(this, 'Topic', { domain })
    // CloudFormation cannot give a name to another resource: the first release had this one set, under these ids.
    this.streams = {
      transactional: this.#addStream('', ''),
      marketing: this.#addStream('Marketing', '-Marketing'),
    }
    this.undelivered = this.#topic.subscribe('Feedback', feedback)
  }

  #addStream(id: string, suffix: string): MailStream {
    // Named, so that the policies of the topic and the key can have its ARN without referring to it.
    const name = `${Stack.of(this).stackName}${suffix}`
    const arn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: name,
    })
    const configurationSet = new CfnConfigurationSet(this, `${id}ConfigurationSet`, {
      name,
      // The metrics Reputation.BounceRate and Reputation.ComplaintRate, by configuration set.
      reputationOptions: { reputationMetricsEnabled: true },
    })
    this.#topic.allowPublisher('ses.amazonaws.com', arn)
    const destination = new CfnConfigurationSetEventDestination(this, `${id}Destination`, {
      configurationSetName: configurationSet.ref,
      eventDestination: {
        name: 'feedback',
        enabled: true,
        // Only events about the address; deliveries and delays need no reaction.
        matchingEventTypes: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
        snsDestination: { topicArn: this.#topic.topic.topicArn },
      },
    })
    // SES refuses a topic whose policy does not allow it to publish.
    destination.node.addDependency(this.#topic.topic)
    return { name, arn, reference: configurationSet.ref }
  }
}
