import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { MailType } from '../../lambda/contracts/email-events.ts'
import type { Domain } from '../constructs/domain.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { wildcardFinding } from '../constructs/wildcard-finding.ts'
import type { MailStream } from './sending-events.ts'

export interface MailerProps {
  readonly domain: Domain
  readonly emails: GuardedQueue
  /** Records sent e-mails, so that each is sent once, however often it is received. */
  readonly sent: DomainTable
  /** The addresses that must not get mail any more. */
  readonly suppression: DomainTable
  readonly sender: string
  /** The configuration sets, which report bounces and complaints. */
  readonly streams: Readonly<Record<MailType, MailStream>>
  /** Whether each type of mail has a tenant of SES, with the name of its configuration set. */
  readonly hasTenants: boolean
}

/** Sends the e-mails in the queue through SES. */
export class Mailer extends Construct {
  constructor(scope: Construct, id: string, props: MailerProps) {
    super(scope, id)
    const { domain, emails, sent, suppression, sender, streams, hasTenants } = props
    const worker = new QueueWorker(this, 'Mailer', {
      domain,
      queue: emails,
      description: 'Sends each e-mail of the queue once',
      environment: {
        SENDER: sender,
        SENT_TABLE: sent.tableName,
        SUPPRESSION_TABLE: suppression.tableName,
        TRANSACTIONAL_CONFIGURATION_SET: streams.transactional.reference,
        MARKETING_CONFIGURATION_SET: streams.marketing.reference,
        SES_TENANTS: String(hasTenants),
      },
      // 50 mails are in flight while many wait: SQS sees a tenant that has 30 of them, and sends the others' first
      // (docs/decisions/fair-mail.md).
      batchSize: 25,
      // Lambda's minimum. Each sends about thirty mails per second, three at once. SES starts an account with 14 per
      // second and soon allows more than these 60; throttled mails go back to the queue, for the price of a receive.
      maxConcurrency: 2,
    })
    // The conditional put returns the record that is there, so that nothing reads it.
    sent.grant(worker, 'PutItem', 'BatchWriteItem', 'DeleteItem')
    suppression.grant(worker, 'BatchGetItem')
    this.#allowSending(worker, props)
  }

  /**
   * Only from the sender, whom the condition names, and through its tenants if there are some. The resource cannot be narrowed as well: SES checks the identity of
   * the address or of its domain, whichever was verified, and in the sandbox also the recipient's.
   */
  #allowSending({ grantPrincipal }: QueueWorker, { sender, streams, hasTenants }: MailerProps): void {
    const identities = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })
    const { transactional, marketing } = streams
    const tenants = hasTenants ? { 'ses:TenantName': [transactional.name, marketing.name] } : {}
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [identities, transactional.arn, marketing.arn],
        conditions: { StringEquals: { 'ses:FromAddress': sender, ...tenants } },
      }),
    )
    Validations.of(this).acknowledge({
      id: wildcardFinding(this, identities),
      reason:
        'The condition ses:FromAddress narrows it to one sender; in the sandbox, SES also checks the recipient.',
    })
  }
}
