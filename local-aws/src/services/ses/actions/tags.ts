import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { ConfigurationSets } from '../configuration-sets.ts'
import { notFound } from '../errors.ts'
import type { Identities } from '../identities.ts'
import { addTags, listTags, type Tag, type Tags } from '../tags.ts'
import type { Tenants } from '../tenants.ts'

const PATH = '/v2/email/tags'

/** Add, remove and list the tags of identities, configuration sets and tenants. */
export function tagRoutes(
  identities: Identities,
  sets: ConfigurationSets,
  tenants: Tenants,
): readonly RestRoute[] {
  const tagsOf = (arn: string | null | undefined): Tags => {
    const [, type, name = ''] = /^arn:aws:ses:[^:]*:[^:]*:([^/]*)\/(.*)$/.exec(arn ?? '') ?? []
    if (type === 'identity') return identities.get(name).tags
    if (type === 'configuration-set') return sets.find(name).tags
    const tenant = tenants.byArn(arn ?? undefined)
    if (tenant) return tenant.tags
    throw notFound(`There is no identity, configuration set or tenant ${JSON.stringify(arn ?? '')}.`)
  }

  return [
    {
      operation: 'TagResource',
      method: 'POST',
      path: PATH,
      action: request => {
        const { ResourceArn, Tags } = request.json() as { ResourceArn?: string; Tags?: readonly Tag[] }
        addTags(tagsOf(ResourceArn), Tags)
        return { body: {} }
      },
    },
    {
      operation: 'UntagResource',
      method: 'DELETE',
      path: PATH,
      action: ({ query }) => {
        const tags = tagsOf(query.get('ResourceArn'))
        for (const key of query.getAll('TagKeys')) tags.delete(key)
        return { body: {} }
      },
    },
    {
      operation: 'ListTagsForResource',
      method: 'GET',
      path: PATH,
      action: ({ query }) => ({ body: { Tags: listTags(tagsOf(query.get('ResourceArn'))) } }),
    },
  ]
}
