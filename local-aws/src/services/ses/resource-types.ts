import type { EventDestinationDefinition } from '@aws-sdk/client-sesv2'
import type { ResourceType } from '../../template/resource-type.ts'
import type { ConfigurationSetOptions } from './configuration-set.ts'
import type { ConfigurationSets } from './configuration-sets.ts'
import { eventDestination } from './event-destination.ts'
import type { Identities } from './identities.ts'

const STAYS = 'no mail leaves this machine'

/** `AWS::SES::ConfigurationSetEventDestination` as the CloudFormation reference has it. */
interface EventDestinationProperties {
  ConfigurationSetName: string
  EventDestination: Omit<EventDestinationDefinition, 'MatchingEventTypes' | 'SnsDestination'> & {
    Name?: string
    MatchingEventTypes: readonly string[]
    SnsDestination?: { TopicARN: string }
  }
}

export function sesResourceTypes(
  identities: Identities,
  configurationSets: ConfigurationSets,
): readonly ResourceType[] {
  const identity: ResourceType = {
    type: 'AWS::SES::EmailIdentity',
    simulated: ['EmailIdentity'],
    inert: {
      DkimAttributes: STAYS,
      DkimSigningAttributes: STAYS,
      FeedbackAttributes: 'feedback goes to topics; no mail tells of it',
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
    simulated: [
      'ArchivingOptions',
      'DeliveryOptions',
      'Name',
      'SendingOptions',
      'SuppressionOptions',
      'Tags',
      'VdmOptions',
    ],
    inert: {
      ReputationOptions: 'the reputation of a sender is a matter between mail servers',
      TrackingOptions: 'nobody opens a mail or follows its links here',
    },
    create(resource) {
      const { Name = resource.physicalName(64), ...options } = resource.properties
      const { name } = configurationSets.create(Name as string, options as ConfigurationSetOptions)
      return { physicalId: name, attributes: {} }
    },
  }

  const destination: ResourceType = {
    type: 'AWS::SES::ConfigurationSetEventDestination',
    simulated: ['ConfigurationSetName', 'EventDestination'],
    inert: {},
    create(resource) {
      const { ConfigurationSetName, EventDestination } =
        resource.properties as unknown as EventDestinationProperties
      const {
        Name = resource.physicalName(64),
        MatchingEventTypes,
        SnsDestination,
        ...rest
      } = EventDestination
      const made = eventDestination(Name, {
        ...rest,
        MatchingEventTypes: MatchingEventTypes.map(
          apiName,
        ) as EventDestinationDefinition['MatchingEventTypes'],
        ...(SnsDestination && { SnsDestination: { TopicArn: SnsDestination.TopicARN } }),
      })
      configurationSets.addDestination(configurationSets.find(ConfigurationSetName), made)
      return { physicalId: `${ConfigurationSetName}|${made.name}`, attributes: { Id: made.name } }
    },
  }

  return [identity, configurationSet, destination]
}

/** Templates say `deliveryDelay` where the API says `DELIVERY_DELAY`. */
function apiName(type: string): string {
  return type.replace(/(?<=[a-z])[A-Z]/g, capital => `_${capital}`).toUpperCase()
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
