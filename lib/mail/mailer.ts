import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { wildcardFinding } from '../constructs/wildcard-finding.ts'
import type { SendingEvents } from './sending-events.ts'

export interface MailerProps {
  readonly domain: Domain
  readonly emails: GuardedQueue
  /** Remembers what was sent: an e-mail is sent once, however often it is received. */
  readonly sent: DomainTable
  /** Tells who must not be mailed any more. */
  readonly suppression: DomainTable
  readonly sender: string
  /** What e-mails are sent with: it tells what became of them. */
  readonly events: SendingEvents
}

/** Sends what is in the queue, through SES. */
export class Mailer extends Construct {
  constructor(scope: Construct, id: string, props: MailerProps) {
    super(scope, id)
    const { domain, emails, sent, suppression, sender, events } = props
    const worker = new QueueWorker(this, 'Mailer', {
      domain,
      queue: emails,
      description: 'Sends each e-mail of the queue once',
      environment: {
        SENDER: sender,
        SENT_TABLE: sent.tableName,
        SUPPRESSION_TABLE: suppression.tableName,
        CONFIGURATION_SET: events.configurationSetName,
      },
      // The least there is. Each sends about thirty mails a second, three at once. SES starts an account with 14 a second
      // and soon gives more than these 60; what it throttles until then goes back to the queue, for the price of a receive.
      maxConcurrency: 2,
    })
    sent.grant(worker, 'GetItem', 'PutItem', 'BatchWriteItem', 'DeleteItem')
    suppression.grant(worker, 'BatchGetItem')
    this.#allowSending(worker, props)
  }

  /**
   * From the sender alone, whom the condition names. The resource cannot be narrowed as well: SES asks for the
   * identity of the address or of its domain, whichever was verified, and in the sandbox for the recipient's.
   */
  #allowSending({ grantPrincipal }: QueueWorker, { sender, events }: MailerProps): void {
    const identities = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [identities, events.configurationSetArn],
        conditions: { StringEquals: { 'ses:FromAddress': sender } },
      }),
    )
    Validations.of(this).acknowledge({
      id: wildcardFinding(this, identities),
      reason:
        'The condition ses:FromAddress narrows it to one sender; in the sandbox SES also asks for the recipient.',
    })
  }
}
