import type { EventDestinationDefinition } from '@aws-sdk/client-sesv2'
import { structure, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { ConfigurationSets } from '../configuration-sets.ts'
import { eventDestination } from '../event-destination.ts'

/** `EventDestination` in the CloudFormation reference. */
type EventDestination = Omit<EventDestinationDefinition, 'MatchingEventTypes' | 'SnsDestination'> & {
  Name?: string
  MatchingEventTypes: readonly string[]
  SnsDestination?: { TopicARN: string }
}

/** `AWS::SES::ConfigurationSetEventDestination`: a destination for the events of a configuration set. */
export function eventDestinationType(configurationSets: ConfigurationSets): ResourceType {
  return resourceType({
    type: 'AWS::SES::ConfigurationSetEventDestination',
    properties: {
      ConfigurationSetName: text.required,
      EventDestination: structure<EventDestination>().required,
    },
    inert: {},
    create(resource) {
      const { ConfigurationSetName, EventDestination } = resource.properties
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
    delete: ({ attributes, properties }) =>
      configurationSets.find(properties.ConfigurationSetName).deleteDestination(String(attributes.Id)),
  })
}

/** Converts `deliveryDelay`, as in templates, to `DELIVERY_DELAY`, as in the API. */
function apiName(type: string): string {
  return type.replace(/(?<=[a-z])[A-Z]/g, capital => `_${capital}`).toUpperCase()
}
