import { tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Identities } from '../identities.ts'

const STAYS = 'no mail leaves this machine'

/** `AWS::SES::EmailIdentity`: `Ref` is its name. */
export function emailIdentityType(identities: Identities): ResourceType {
  return resourceType({
    type: 'AWS::SES::EmailIdentity',
    properties: { EmailIdentity: text.required, Tags: tags },
    inert: {
      DkimAttributes: STAYS,
      DkimSigningAttributes: STAYS,
      FeedbackAttributes: 'feedback goes to topics, not to mail',
      MailFromAttributes: STAYS,
    },
    create({ properties: { EmailIdentity: name, Tags } }) {
      identities.create(name, Tags)
      return { physicalId: name, attributes: name.includes('@') ? {} : dkimRecords(name) }
    },
    delete: ({ physicalId }) => identities.delete(physicalId),
  })
}

/** The CNAME records for the domain's DNS. */
function dkimRecords(domain: string): Record<string, string> {
  const records: Record<string, string> = {}
  for (const number of [1, 2, 3]) {
    records[`DkimDNSTokenName${number}`] = `local${number}._domainkey.${domain}`
    records[`DkimDNSTokenValue${number}`] = `local${number}.dkim.amazonses.com`
  }
  return records
}
