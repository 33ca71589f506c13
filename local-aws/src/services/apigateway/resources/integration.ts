import type { Account } from '../../../account.ts'
import { number, text } from '../../../template/property-types.ts'
import { type Resource, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { notSimulated } from '../errors.ts'
import type { HttpApi } from '../http-api.ts'
import { apiOf } from '../owning-api.ts'

/** "Integration timeout: 30 seconds", the default and the most (API Gateway quotas for HTTP APIs). */
const INTEGRATION_TIMEOUT_MS = 30_000

/** `AWS::ApiGatewayV2::Integration`: `Ref` is its id. */
export function integrationType(account: Account, apis: ReadonlyMap<string, HttpApi>): ResourceType {
  return resourceType({
    type: 'AWS::ApiGatewayV2::Integration',
    properties: {
      ApiId: text.required,
      IntegrationType: text.required,
      IntegrationUri: text,
      PayloadFormatVersion: text,
      TimeoutInMillis: number,
    },
    inert: {
      ConnectionType: 'a Lambda integration has only INTERNET',
      Description: 'nothing here reads it',
      IntegrationMethod: 'a Lambda function is always invoked by POST',
    },
    create(resource) {
      const given = resource.properties
      if (given.IntegrationType !== 'AWS_PROXY') {
        throw notSimulated(
          resource,
          `the IntegrationType ${given.IntegrationType}, only AWS_PROXY with Lambda`,
        )
      }
      if (given.PayloadFormatVersion !== '2.0') {
        throw notSimulated(resource, `the PayloadFormatVersion ${given.PayloadFormatVersion}, only 2.0`)
      }
      const made = {
        id: account.random.hex(7),
        functionArn: functionArn(resource, given.IntegrationUri),
        timeoutMs: given.TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS,
      }
      if (made.timeoutMs < 50 || made.timeoutMs > INTEGRATION_TIMEOUT_MS) {
        throw new RangeError(
          `${resource.stackName}/${resource.logicalId}: TimeoutInMillis must be from 50 to ${INTEGRATION_TIMEOUT_MS}, not ${made.timeoutMs}.`,
        )
      }
      apiOf(apis, resource).integrations.set(made.id, made)
      return { physicalId: made.id, attributes: { IntegrationId: made.id } }
    },
    delete({ physicalId, properties: { ApiId } }) {
      apis.get(ApiId)?.integrations.delete(physicalId)
    },
  })
}

/** An integration's URI is the function's ARN, or that ARN within the path of an Invoke call. */
function functionArn(resource: Resource<object>, uri = ''): string {
  const [arn] = /arn:aws:lambda:[^/]+$|arn:aws:lambda:[^/]+(?=\/invocations$)/.exec(uri) ?? []
  if (arn) return arn
  throw notSimulated(resource, `the IntegrationUri ${JSON.stringify(uri)}, only that of a Lambda function`)
}
