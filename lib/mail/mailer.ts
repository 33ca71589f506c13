import { Stack, Validations } from 'aws-cdk-lib'
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
    this.#allowSending(worker, sender)
  }

  /**
   * From the sender alone, whom the condition names. The resource cannot be narrowed as well: SES asks for the
   * identity of the address or of its domain, whichever was verified, and in the sandbox for the recipient's.
   */
  #allowSending({ grantPrincipal }: QueueWorker, sender: string): void {
    const identities = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [identities],
        conditions: { StringEquals: { 'ses:FromAddress': sender } },
      }),
    )
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      reason:
        'The condition ses:FromAddress narrows it to one sender; in the sandbox SES also asks for the recipient.',
    })
  }
}
