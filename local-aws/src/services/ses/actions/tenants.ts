import type {
  CreateTenantRequest,
  CreateTenantResourceAssociationRequest,
  ListResourceTenantsRequest,
  ListTenantResourcesRequest,
} from '@aws-sdk/client-sesv2'
import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { RequestContext } from '../../../api/service-api.ts'
import { badRequest, notSimulated } from '../errors.ts'
import { type PageRequest, paginate } from '../pagination.ts'
import type { Tenants } from '../tenants.ts'

const TENANTS = '/v2/email/tenants'

/** Create, describe, list and delete tenants. */
export function tenantRoutes(tenants: Tenants): readonly RestRoute[] {
  return [
    {
      operation: 'CreateTenant',
      method: 'POST',
      path: TENANTS,
      action: request => {
        const { TenantName, Tags, SuppressionAttributes } = request.json() as CreateTenantRequest
        if (SuppressionAttributes)
          throw notSimulated('SuppressionAttributes: the suppression lists of tenants')
        return { body: tenants.create(TenantName, Tags).describe() }
      },
    },
    {
      operation: 'ListTenants',
      method: 'POST',
      path: `${TENANTS}/list`,
      action: request => {
        const { items, ...rest } = paginate(tenants.all(), request.json() as PageRequest)
        return { body: { Tenants: items.map(tenant => tenant.summary()), ...rest } }
      },
    },
    {
      operation: 'GetTenant',
      method: 'POST',
      path: `${TENANTS}/get`,
      action: (request, context) => {
        const name = nameIn(request, tenants, context, 'ses:GetTenant')
        return { body: { Tenant: tenants.find(name).describe() } }
      },
    },
    {
      operation: 'DeleteTenant',
      method: 'POST',
      path: `${TENANTS}/delete`,
      action: (request, context) => {
        tenants.delete(nameIn(request, tenants, context, 'ses:DeleteTenant'))
        return { body: {} }
      },
    },
  ]
}

/** Associate resources with tenants, and list what is associated. */
export function tenantResourceRoutes(tenants: Tenants): readonly RestRoute[] {
  return [
    {
      operation: 'CreateTenantResourceAssociation',
      method: 'POST',
      path: `${TENANTS}/resources`,
      action: (request, context) => {
        const name = nameIn(request, tenants, context, 'ses:CreateTenantResourceAssociation')
        const { ResourceArn } = request.json() as CreateTenantResourceAssociationRequest
        tenants.associate(name, ResourceArn)
        return { body: {} }
      },
    },
    {
      operation: 'DeleteTenantResourceAssociation',
      method: 'POST',
      path: `${TENANTS}/resources/delete`,
      action: (request, context) => {
        const name = nameIn(request, tenants, context, 'ses:DeleteTenantResourceAssociation')
        const { ResourceArn } = request.json() as CreateTenantResourceAssociationRequest
        tenants.find(name).dissociate(ResourceArn ?? '')
        return { body: {} }
      },
    },
    {
      operation: 'ListTenantResources',
      method: 'POST',
      path: `${TENANTS}/resources/list`,
      action: (request, context) => {
        const name = nameIn(request, tenants, context, 'ses:ListTenantResources')
        const { Filter, ...page } = request.json() as ListTenantResourcesRequest
        return { body: listResources(tenants, name, Filter, page) }
      },
    },
    {
      operation: 'ListResourceTenants',
      method: 'POST',
      path: '/v2/email/resources/tenants/list',
      action: request => {
        const { ResourceArn, ...page } = request.json() as ListResourceTenantsRequest
        return { body: listTenantsOf(tenants, ResourceArn, page) }
      },
    },
  ]
}

/** The tenant that a request names, if the caller may do this to it. */
function nameIn(
  request: RestRequest,
  tenants: Tenants,
  context: RequestContext,
  action: string,
): string | undefined {
  const { TenantName } = request.json() as { TenantName?: string }
  context.authorizeEach([{ action, resource: tenants.arnOf(TenantName) }])
  return TenantName
}

function listResources(
  tenants: Tenants,
  name: string | undefined,
  filter: ListTenantResourcesRequest['Filter'] = {},
  page: PageRequest,
) {
  const { RESOURCE_TYPE: type, ...others } = filter
  const [other] = Object.keys(others)
  if (other !== undefined) throw badRequest(`The only filter is RESOURCE_TYPE, not ${JSON.stringify(other)}.`)
  const resources = tenants.find(name).associations.map(({ resource }) => resource)
  const { items, ...rest } = paginate(
    resources.filter(resource => type === undefined || resource.type === type),
    page,
  )
  const TenantResources = items.map(({ arn, type }) => ({ ResourceType: type, ResourceArn: arn }))
  return { TenantResources, ...rest }
}

function listTenantsOf(tenants: Tenants, arn: string | undefined, page: PageRequest) {
  const { items, ...rest } = paginate(tenants.using(arn), page)
  const ResourceTenants = items.map(({ name, id, associations }) => ({
    TenantName: name,
    TenantId: id,
    ResourceArn: arn,
    AssociatedTimestamp: (associations.find(({ resource }) => resource.arn === arn)?.since ?? 0) / 1000,
  }))
  return { ResourceTenants, ...rest }
}
