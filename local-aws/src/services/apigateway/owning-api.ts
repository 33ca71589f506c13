import type { Resource } from '../../template/resource-type.ts'
import type { HttpApi } from './http-api.ts'

/** The API that a resource's `ApiId` names. */
export function apiOf(apis: ReadonlyMap<string, HttpApi>, resource: Resource<{ ApiId: string }>): HttpApi {
  const { ApiId } = resource.properties
  const api = apis.get(ApiId)
  if (api) return api
  throw new RangeError(
    `${resource.stackName}/${resource.logicalId}: there is no HTTP API ${JSON.stringify(ApiId)}.`,
  )
}
