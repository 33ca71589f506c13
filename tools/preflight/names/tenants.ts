import { GetTenantCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const tenants: NamedType = {
  type: 'AWS::SES::Tenant',
  property: 'TenantName',
  noun: 'SES tenant',
  taken: ({ settings }, names) => {
    const client = new SESv2Client(settings)
    return present(names, TenantName =>
      find(
        'ses:GetTenant',
        () => client.send(new GetTenantCommand({ TenantName })),
        named('NotFoundException'),
      ),
    )
  },
  deletion: ({ region }, name) => `aws sesv2 delete-tenant --tenant-name ${name} --region ${region}`,
}
