import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { DomainTable } from '../constructs/domain-table.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { Mailer } from './mailer.ts'
import { SendingEvents } from './sending-events.ts'

/** One mailer for all domains: whoever has an e-mail to send puts it in the queue. */
export class MailStack extends DomainStack {
  /** Standard and fair: the message group is the tenant, so that one tenant's many mails do not delay another's few. */
  readonly emails: GuardedQueue
  /** The addresses that nothing is sent to any more. */
  readonly #suppression: DomainTable

  constructor(scope: Construct, props: DomainStackProps) {
    super(scope, 'Mail', props, 'Messaging: the queue of e-mails, the mailer, and what comes back')
    this.emails = new GuardedQueue(this, 'Emails', {
      domain: this,
      consumer: { function: 'mail/mailer', timeout: Duration.seconds(30) },
      // A mailing is no reason to wake anybody: at 60 a second, a hundred thousand take half an hour.
      alarmAtAge: Duration.hours(1),
    })
    this.outputQueue('Emails', this.emails)
    this.#suppression = new DomainTable(this, 'Suppression', { domain: this, key: 'address' })
    this.output('SuppressionTableName', this.#suppression.tableName, 'Who is not mailed any more, and why')
    this.#addMailer(props, this.#addFeedback(props))
  }

  #addMailer({ config }: DomainStackProps, events: SendingEvents): void {
    const sent = new DomainTable(this, 'SentEmails', { domain: this, key: 'id', expiry: 'expiration' })
    new Mailer(this, 'Mailer', {
      domain: this,
      emails: this.emails,
      sent,
      suppression: this.#suppression,
      sender: config.sender,
      events,
    })
    this.output('SentEmailsTableName', sent.tableName, 'Which e-mails were sent, by e-mail id')
  }

  #addFeedback({ config }: DomainStackProps): SendingEvents {
    const feedback = new GuardedQueue(this, 'Feedback', {
      domain: this,
      consumer: { function: 'mail/feedback', timeout: Duration.seconds(30) },
    })
    const worker = new QueueWorker(this, 'FeedbackReader', {
      domain: this,
      queue: feedback,
      description: 'Suppresses addresses that bounce or complain',
      environment: { SUPPRESSION_TABLE: this.#suppression.tableName },
      maxConcurrency: config.consumerConcurrency,
    })
    this.#suppression.grant(worker, 'PutItem')
    const events = new SendingEvents(this, 'SendingEvents', { domain: this, feedback })
    this.outputQueue('Feedback', feedback)
    this.output(
      'FeedbackUndeliveredQueueUrl',
      events.undelivered.queue.queueUrl,
      'What SNS could not deliver to mail/feedback',
    )
    return events
  }
}
