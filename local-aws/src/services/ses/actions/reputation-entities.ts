import type { ListReputationEntitiesRequest } from '@aws-sdk/client-sesv2'
import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { badRequest, notFound } from '../errors.ts'
import { paginate } from '../pagination.ts'
import type { Tenant } from '../tenant.ts'
import type { Tenants } from '../tenants.ts'

const ENTITIES = '/v2/email/reputation/entities'
const ENTITY = `${ENTITIES}/{ReputationEntityType}/{ReputationEntityReference}`

/** Describe and list the reputation of tenants, pause them, and choose the policy by which SES would. */
export function reputationEntityRoutes(tenants: Tenants): readonly RestRoute[] {
  return [
    {
      operation: 'GetReputationEntity',
      method: 'GET',
      path: ENTITY,
      action: request => {
        const tenant = tenantIn(tenants, request)
        if (tenant === undefined) throw notFound(unknown(request))
        return { body: { ReputationEntity: tenant.reputation() } }
      },
    },
    {
      operation: 'ListReputationEntities',
      method: 'POST',
      path: ENTITIES,
      action: request => {
        const { Filter = {}, ...page } = request.json() as ListReputationEntitiesRequest
        const { items, ...rest } = paginate(matching(tenants, Filter), page)
        return { body: { ReputationEntities: items, ...rest } }
      },
    },
    {
      operation: 'UpdateReputationEntityCustomerManagedStatus',
      method: 'PUT',
      path: `${ENTITY}/customer-managed-status`,
      action: request => {
        const { SendingStatus } = request.json() as { SendingStatus?: string }
        known(tenants, request).setStatus(SendingStatus)
        return { body: {} }
      },
    },
    {
      operation: 'UpdateReputationEntityPolicy',
      method: 'PUT',
      path: `${ENTITY}/policy`,
      action: request => {
        const { ReputationEntityPolicy } = request.json() as { ReputationEntityPolicy?: string }
        known(tenants, request).setPolicy(ReputationEntityPolicy)
        return { body: {} }
      },
    },
  ]
}

/** "Currently, only RESOURCE type entities are supported", by "the Amazon Resource Name (ARN) of the resource". */
function tenantIn(tenants: Tenants, { path }: RestRequest): Tenant | undefined {
  const { ReputationEntityType: type, ReputationEntityReference: arn } = path
  if (type !== 'RESOURCE') throw badRequest(`ReputationEntityType is RESOURCE, not ${JSON.stringify(type)}.`)
  return tenants.byArn(arn)
}

/** The updates know no `NotFoundException`. */
function known(tenants: Tenants, request: RestRequest): Tenant {
  const tenant = tenantIn(tenants, request)
  if (tenant === undefined) throw badRequest(unknown(request))
  return tenant
}

function unknown({ path }: RestRequest): string {
  return `There is no tenant with the ARN ${JSON.stringify(path.ReputationEntityReference)}.`
}

type Filter = NonNullable<ListReputationEntitiesRequest['Filter']>
type Entity = ReturnType<Tenant['reputation']>

/** Nobody here judges the mail: no entity has an impact. */
const FILTERS: Readonly<Record<keyof Filter, (entity: Entity, value: string) => boolean>> = {
  ENTITY_TYPE: (entity, type) => entity.ReputationEntityType === type,
  ENTITY_REFERENCE_PREFIX: (entity, prefix) => entity.ReputationEntityReference.startsWith(prefix),
  REPUTATION_IMPACT: () => false,
  SENDING_STATUS: (entity, status) => entity.SendingStatusAggregate === status,
}

function matching(tenants: Tenants, filter: Filter): Entity[] {
  const filters = Object.entries(filter).map(([key, value]) => {
    if (!Object.hasOwn(FILTERS, key)) {
      throw badRequest(`A filter is one of ${Object.keys(FILTERS).join(', ')}, not ${JSON.stringify(key)}.`)
    }
    return (entity: Entity) => FILTERS[key as keyof Filter](entity, value)
  })
  return tenants
    .all()
    .map(tenant => tenant.reputation())
    .filter(entity => filters.every(matches => matches(entity)))
}
