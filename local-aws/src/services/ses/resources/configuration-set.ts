import type { ResourceType } from '../../../template/resource-type.ts'
import type { ConfigurationSetOptions } from '../configuration-set.ts'
import type { ConfigurationSets } from '../configuration-sets.ts'

/** `AWS::SES::ConfigurationSet`: `Ref` is its name. */
export function configurationSetType(configurationSets: ConfigurationSets): ResourceType {
  return {
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
}
