import type { Account } from '../../../account.ts'
import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { notSimulated } from '../errors.ts'
import type { HttpApi } from '../http-api.ts'
import { apiOf } from '../owning-api.ts'

/** `AWS::ApiGatewayV2::Route`: `Ref` is its id. */
export function routeType(account: Account, apis: ReadonlyMap<string, HttpApi>): ResourceType {
  return resourceType({
    type: 'AWS::ApiGatewayV2::Route',
    properties: { ApiId: text.required, AuthorizationType: text, RouteKey: text.required, Target: text },
    inert: { OperationName: 'nothing here reads it' },
    create(resource) {
      const { RouteKey, AuthorizationType = 'NONE', Target } = resource.properties
      if (AuthorizationType !== 'NONE' && AuthorizationType !== 'AWS_IAM') {
        throw notSimulated(resource, `the AuthorizationType ${AuthorizationType}, only NONE and AWS_IAM`)
      }
      const owner = apiOf(apis, resource)
      const integrationId = Target?.replace(/^integrations\//, '') ?? ''
      if (!owner.integrations.has(integrationId)) {
        throw new RangeError(
          `${resource.stackName}/${resource.logicalId}: Target ${JSON.stringify(Target)} is no integration of the API.`,
        )
      }
      const made = {
        id: account.random.hex(7),
        key: RouteKey,
        authorization: AuthorizationType,
        integrationId,
      } as const
      owner.routes.add(made)
      return { physicalId: made.id, attributes: { RouteId: made.id } }
    },
    delete: ({ physicalId, properties: { ApiId } }) => apis.get(ApiId)?.routes.remove(physicalId),
  })
}
