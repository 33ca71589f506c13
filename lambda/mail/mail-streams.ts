import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2'
import { type EmailRequested, type MailType, mailTypes } from '../contracts/email-events.ts'
import { environmentVariable } from '../runtime/environment.ts'

/** By type of mail: its configuration set, and its tenant of the same name. */
const names: Readonly<Record<MailType, string>> = {
  transactional: environmentVariable('TRANSACTIONAL_CONFIGURATION_SET'),
  marketing: environmentVariable('MARKETING_CONFIGURATION_SET'),
}
/** `true`, or `false` where the stage has configuration sets alone. */
const hasTenants = environmentVariable('SES_TENANTS') === 'true'

/** A type that this release does not know goes with marketing: there it cannot cost receipts their reputation. */
export function mailTypeOf({ data: { mailType = 'transactional' } }: EmailRequested): MailType {
  return mailTypes.find(known => known === mailType) ?? 'marketing'
}

/** What SES knows the stream of mail by: it judges and pauses each by itself. */
export function streamOf(type: MailType): Pick<SendEmailCommandInput, 'ConfigurationSetName' | 'TenantName'> {
  const name = names[type]
  return { ConfigurationSetName: name, ...(hasTenants && { TenantName: name }) }
}
