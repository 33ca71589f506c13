import { AwsError } from '../../api/aws-error.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import type { Identities } from './identities.ts'

const STAYS = 'no mail leaves this machine'

export function sesResourceTypes(
  identities: Identities,
  configurationSets: Set<string>,
): readonly ResourceType[] {
  const identity: ResourceType = {
    type: 'AWS::SES::EmailIdentity',
    simulated: ['EmailIdentity'],
    inert: {
      DkimAttributes: STAYS,
      DkimSigningAttributes: STAYS,
      FeedbackAttributes: 'nothing bounces here',
      MailFromAttributes: STAYS,
      Tags: 'nothing here reads them',
    },
    create({ properties }) {
      const name = String(properties.EmailIdentity)
      identities.create(name)
      return { physicalId: name, attributes: name.includes('@') ? {} : dkimRecords(name) }
    },
  }

  const configurationSet: ResourceType = {
    type: 'AWS::SES::ConfigurationSet',
    simulated: ['Name'],
    inert: {},
    create(resource) {
      const name = (resource.properties.Name as string | undefined) ?? resource.physicalName(64)
      if (configurationSets.has(name)) {
        throw new AwsError('AlreadyExistsException', `Configuration set <${name}> already exists.`)
      }
      configurationSets.add(name)
      return { physicalId: name, attributes: {} }
    },
  }

  return [identity, configurationSet]
}

/** The CNAME records that a stack would put into the domain's DNS. */
function dkimRecords(domain: string): Record<string, string> {
  const records: Record<string, string> = {}
  for (const number of [1, 2, 3]) {
    records[`DkimDNSTokenName${number}`] = `local${number}._domainkey.${domain}`
    records[`DkimDNSTokenValue${number}`] = `local${number}.dkim.amazonses.com`
  }
  return records
}
