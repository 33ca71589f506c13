import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { DomainTable } from '../constructs/domain-table.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { MailTenants } from './mail-tenants.ts'
import { Mailer } from './mailer.ts'
import { SendingEvents } from './sending-events.ts'

/** One mailer for all domains, which send their e-mails to its queue. */
export class MailStack extends DomainStack {
  /**
   * A standard queue with fair queueing: the message group is the tenant, so many mails of one do not delay another's
   * few.
   */
  readonly emails: GuardedQueue
  /** The addresses that get no mail any more. */
  readonly #suppression: DomainTable

  constructor(scope: Construct, props: DomainStackProps) {
    super(scope, 'Mail', props, 'Messaging: the queue of e-mails, the mailer, and feedback from SES')
    this.emails = new GuardedQueue(this, 'Emails', {
      domain: this,
      // The window is what Lambda requires for a batch of more than ten.
      consumer: {
        function: 'mail/mailer',
        timeout: Duration.seconds(30),
        batchingWindow: Duration.seconds(1),
      },
      // A large mailing should not set off the alarm: at 60 per second, a hundred thousand mails take half an hour.
      alarmAtAge: Duration.hours(1),
    })
    this.outputQueue('Emails', this.emails)
    this.#suppression = new DomainTable(this, 'Suppression', {
      domain: this,
      key: 'address',
      withoutExpiry: 'Who complained, or whose mailbox is gone, must get no mail however much later.',
    })
    this.output(
      'SuppressionTableName',
      this.#suppression.tableName,
      'Addresses that get no mail any more, and why',
    )
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
      streams: events.streams,
      hasTenants: config.senderIdentity !== undefined,
    })
    if (config.senderIdentity !== undefined) {
      const { sender } = config
      const identity =
        config.senderIdentity === 'address' ? sender : sender.slice(sender.lastIndexOf('@') + 1)
      new MailTenants(this, 'Tenants', { streams: events.streams, identity })
    }
    this.output('SentEmailsTableName', sent.tableName, 'The sent e-mails, by e-mail id')
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
      'Messages that SNS could not deliver to mail/feedback',
    )
    return events
  }
}
