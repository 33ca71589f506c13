import type { Account } from '../../../account.ts'
import { flag, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { notSimulated } from '../errors.ts'
import { HttpApi } from '../http-api.ts'

/**
 * `AWS::ApiGatewayV2::Api`: `Ref` is its id.
 *
 * @param prefix the path under which APIs are served
 */
export function apiType(account: Account, apis: Map<string, HttpApi>, prefix: string): ResourceType {
  return resourceType({
    type: 'AWS::ApiGatewayV2::Api',
    properties: { DisableExecuteApiEndpoint: flag, ProtocolType: text },
    inert: {
      Description: 'nothing here reads it',
      IpAddressType: 'everything is on the loopback address',
      Name: 'an API is known by its id',
      RouteSelectionExpression: 'HTTP APIs have only one, by method and path',
      Tags: 'nothing here reads them',
      Version: 'nothing here reads it',
    },
    create(resource) {
      const { ProtocolType, DisableExecuteApiEndpoint } = resource.properties
      if (ProtocolType !== 'HTTP') throw notSimulated(resource, `the ProtocolType ${ProtocolType}, only HTTP`)
      if (DisableExecuteApiEndpoint)
        throw notSimulated(resource, 'custom domains, so the endpoint must be enabled')
      const made = new HttpApi(account.random.hex(10))
      apis.set(made.id, made)
      const ApiEndpoint = `${account.endpoint}${prefix}${made.id}`
      return { physicalId: made.id, attributes: { ApiId: made.id, ApiEndpoint } }
    },
    delete({ physicalId }) {
      apis.delete(physicalId)
    },
  })
}
