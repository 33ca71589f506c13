import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { DomainTable } from '../constructs/domain-table.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { Mailer } from './mailer.ts'

/** One mailer for all domains: whoever has an e-mail to send puts it in the queue. */
export class MailStack extends DomainStack {
  /** Standard and fair: the message group is the tenant, so that one tenant's many mails do not delay another's few. */
  readonly emails: GuardedQueue

  constructor(scope: Construct, props: DomainStackProps) {
    super(scope, 'Mail', props, 'Messaging: the queue of e-mails and the mailer')
    this.emails = new GuardedQueue(this, 'Emails', {
      domain: this,
      consumer: { function: 'mail/mailer', timeout: Duration.seconds(30) },
      // A mailing of many thousands is no reason to wake anybody.
      alarmAtAge: Duration.minutes(30),
    })
    const sent = new DomainTable(this, 'SentEmails', { domain: this, key: 'id', expiry: 'expiration' })
    new Mailer(this, 'Mailer', { domain: this, emails: this.emails, sent, sender: props.config.sender })

    this.outputQueue('Emails', this.emails)
    this.output('SentEmailsTableName', sent.tableName, 'Which e-mails were sent, by e-mail id')
  }
}
