import type { TenantResource } from '@aws-sdk/client-sesv2'
import { structure, structures, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Tenants } from '../tenants.ts'

/** `AWS::SES::Tenant`: `Ref` is its name. */
export function tenantType(tenants: Tenants): ResourceType {
  return resourceType({
    type: 'AWS::SES::Tenant',
    properties: {
      ReputationEntity: structure<{ Policy?: { ReputationEntityPolicy?: string } }>(),
      ResourceAssociations: structures<Pick<TenantResource, 'ResourceArn'>>(),
      Tags: tags,
      TenantName: text.required,
    },
    inert: {},
    create({ properties: { ReputationEntity, ResourceAssociations = [], Tags, TenantName } }) {
      const tenant = tenants.create(TenantName, Tags)
      if (ReputationEntity) tenant.setPolicy(ReputationEntity.Policy?.ReputationEntityPolicy)
      for (const { ResourceArn } of ResourceAssociations) tenants.associate(tenant.name, ResourceArn)
      return { physicalId: tenant.name, attributes: {} }
    },
    delete: ({ physicalId }) => tenants.delete(physicalId),
  })
}
