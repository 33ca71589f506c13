import { Stack } from 'aws-cdk-lib'
import { CfnTenant } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { MailType } from '../../lambda/contracts/email-events.ts'
import type { MailStream } from './sending-events.ts'

export interface MailTenantsProps {
  readonly streams: Readonly<Record<MailType, MailStream>>
  /** The identity by which SES has verified the sender. It exists before the stack does. */
  readonly identity: string
}

/**
 * A tenant of SES for each type of mail, with the name of its configuration set: SES judges its bounces and complaints by
 * themselves, and pauses it without the other.
 */
export class MailTenants extends Construct {
  constructor(scope: Construct, id: string, { streams, identity }: MailTenantsProps) {
    super(scope, id)
    this.#add('Transactional', streams.transactional, identity)
    this.#add('Marketing', streams.marketing, identity)
  }

  /** "At least one verified identity and one configuration set" (SES guide, Tenants). */
  #add(id: string, { name, reference }: MailStream, identity: string): void {
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    new CfnTenant(this, id, {
      tenantName: name,
      resourceAssociations: [
        { resourceArn: arn('identity', identity) },
        // By reference, so that it is there before the tenant, and is deleted after it.
        { resourceArn: arn('configuration-set', reference) },
      ],
    })
  }
}
