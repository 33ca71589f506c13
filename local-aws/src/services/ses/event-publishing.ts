import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import type { Topics } from '../../ports.ts'
import type { ConfigurationSet } from './configuration-set.ts'
import { badRequest } from './errors.ts'
import type { EventDestination, EventType } from './event-destination.ts'
import { eventRecord, type SendingEvent } from './sending-event.ts'
import type { SentMail } from './sent-mail.ts'

/** Publishes the events of mails to topics. */
export class EventPublishing {
  readonly #account: Account
  readonly #topics: Topics

  constructor(account: Account, topics: Topics) {
    this.#account = account
    this.#topics = topics
  }

  /**
   * Publishes the text that SES sends to a topic when it becomes a destination; it is not an event.
   *
   * @throws AwsError `BadRequestException` if the topic does not exist or SES may not publish to it
   */
  checkTopic(set: ConfigurationSet, { topicArn }: EventDestination): void {
    const body = 'Successfully validated SNS topic for Amazon SES event publishing.'
    try {
      this.#topics.publish(topicArn, { body }, this.#callerFor(set))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw badRequest(`Could not publish to the SNS topic <${topicArn}>: ${error.message}`)
    }
  }

  /** Whether an event destination wants this type of event for the mail. */
  isWanted(type: EventType, { configurationSet }: SentMail): boolean {
    return configurationSet?.destinations.some(destination => wants(destination, type)) ?? false
  }

  /**
   * Publishes an event to each destination that wants it. An event that a topic refuses is lost and only reported on
   * standard error.
   */
  publish(event: SendingEvent, mail: SentMail): void {
    const { configurationSet: set } = mail
    const destinations = set?.destinations.filter(destination => wants(destination, event.type)) ?? []
    if (!set || destinations.length === 0) return
    const body = JSON.stringify(eventRecord(this.#account, event, mail))
    for (const { name, topicArn } of destinations) {
      try {
        const subject = 'Amazon SES Email Event Notification'
        this.#topics.publish(topicArn, { subject, body }, this.#callerFor(set))
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        process.stderr.write(
          `local AWS: SES lost an event ${event.type} of the mail ${mail.id}: the event destination ${name} of the ` +
            `configuration set ${set.name} could not publish to ${topicArn}: ${error.message}\n`,
        )
      }
    }
  }

  #callerFor({ name }: ConfigurationSet): ServiceCaller {
    const sourceArn = this.#account.arn('ses', `configuration-set/${name}`)
    return { kind: 'service', service: 'ses.amazonaws.com', sourceArn }
  }
}

function wants({ enabled, types }: EventDestination, type: EventType): boolean {
  return enabled && types.includes(type)
}
