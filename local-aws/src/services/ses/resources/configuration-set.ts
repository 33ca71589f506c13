import { structure, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { ConfigurationSetOptions } from '../configuration-set.ts'
import type { ConfigurationSets } from '../configuration-sets.ts'

type Options<Name extends keyof ConfigurationSetOptions> = NonNullable<ConfigurationSetOptions[Name]>

/** `AWS::SES::ConfigurationSet`: `Ref` is its name. */
export function configurationSetType(configurationSets: ConfigurationSets): ResourceType {
  return resourceType({
    type: 'AWS::SES::ConfigurationSet',
    properties: {
      ArchivingOptions: structure<Options<'ArchivingOptions'>>(),
      DeliveryOptions: structure<Options<'DeliveryOptions'>>(),
      Name: text,
      ReputationOptions: structure<Options<'ReputationOptions'>>(),
      SendingOptions: structure<Options<'SendingOptions'>>(),
      SuppressionOptions: structure<Options<'SuppressionOptions'>>(),
      Tags: tags,
      TrackingOptions: structure<Options<'TrackingOptions'>>(),
      VdmOptions: structure<Options<'VdmOptions'>>(),
    },
    inert: {
      ReputationOptions: 'only mail servers use the reputation of a sender',
      TrackingOptions: 'nobody opens a mail or follows its links here',
    },
    create(resource) {
      const { Name = resource.physicalName(64), ...options } = resource.properties
      const { name } = configurationSets.create(Name, options)
      return { physicalId: name, attributes: {} }
    },
    delete: ({ physicalId }) => configurationSets.delete(physicalId),
  })
}
