import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'

export interface MailerProps {
  readonly domain: Domain
  readonly emails: GuardedQueue
  /** Remembers what was sent: an e-mail is sent once, however often it is received. */
  readonly sent: DomainTable
  readonly sender: string
}

/** Sends what is in the queue, through SES. */
export class Mailer extends Construct {
  constructor(scope: Construct, id: string, { domain, emails, sent, sender }: MailerProps) {
    super(scope, id)
    const worker = new QueueWorker(this, 'Mailer', {
      domain,
      queue: emails,
      description: 'Sends each e-mail of the queue once',
      environment: { SENDER: sender, SENT_TABLE: sent.tableName },
      // Five at a time stay below the 14 a second that SES starts an account with.
      maxConcurrency: 5,
    })
    sent.grant(worker, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem')
    worker.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: this.#identities(sender),
        conditions: { StringEquals: { 'ses:FromAddress': sender } },
      }),
    )
  }

  /** SES knows the address by itself or by its domain, whichever was verified. */
  #identities(sender: string): string[] {
    return [sender, sender.slice(sender.indexOf('@') + 1)].map(identity =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
    )
  }
}
