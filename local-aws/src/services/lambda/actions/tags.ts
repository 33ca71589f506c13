import type { RestRequest, RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { TagSet } from '../../../tag-set.ts'
import type { EventSourceMappings } from '../event-sources/event-source-mappings.ts'
import type { FunctionRegistry } from '../functions.ts'

/** `TagResource`, `UntagResource`, `ListTags`, of functions and of event source mappings. */
export function tagRoutes(functions: FunctionRegistry, mappings: EventSourceMappings): RestRoute[] {
  function tagsOf({ path: { Resource = '' } }: RestRequest): TagSet {
    const [, uuid] = /:event-source-mapping:([^:]+)$/.exec(Resource) ?? []
    return uuid === undefined ? functions.versionsOf(Resource).tags : mappings.get(uuid).tags
  }

  const path = '/2017-03-31/tags/{Resource}'
  return [
    {
      operation: 'ListTags',
      method: 'GET',
      path,
      action: request => ({ body: { Tags: tagsOf(request).toObject() } }),
    },
    {
      operation: 'TagResource',
      method: 'POST',
      path,
      action: request => {
        const { Tags = {} } = request.json() as { Tags?: Record<string, string> }
        tagsOf(request).add(Object.entries(Tags))
        return { status: 204, body: '' }
      },
    },
    {
      operation: 'UntagResource',
      method: 'DELETE',
      path,
      action: request => {
        tagsOf(request).remove(request.query.getAll('tagKeys'))
        return { status: 204, body: '' }
      },
    },
  ]
}
