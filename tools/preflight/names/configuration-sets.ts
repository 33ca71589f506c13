import { GetConfigurationSetCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const configurationSets: NamedType = {
  type: 'AWS::SES::ConfigurationSet',
  property: 'Name',
  noun: 'SES configuration set',
  taken: ({ settings }, names) => {
    const client = new SESv2Client(settings)
    return present(names, ConfigurationSetName =>
      find(
        'ses:GetConfigurationSet',
        () => client.send(new GetConfigurationSetCommand({ ConfigurationSetName })),
        named('NotFoundException'),
      ),
    )
  },
  deletion: ({ region }, name) =>
    `aws sesv2 delete-configuration-set --configuration-set-name ${name} --region ${region}`,
}
