import { NotSimulatedError, type Resource, type ResourceType } from '../../../template/resource-type.ts'
import type { CustomResources } from '../custom-resources.ts'

/** `ServiceTimeout`: "from 1 to 3600. The default is 3600 seconds (1 hour)". */
const MAX_TIMEOUT_SECONDS = 3_600

/** `AWS::CloudFormation::CustomResource`, and every type `Custom::…`, whose provider is a function. */
export function customResourceType(customResources: CustomResources): ResourceType {
  return {
    type: 'AWS::CloudFormation::CustomResource',
    simulated: 'every property',
    inert: {},
    create: async resource => {
      const { stackId, logicalId, type } = resource
      const { ServiceTimeout, ...properties } = resource.properties
      const { PhysicalResourceId, Data = {} } = await customResources.create({
        ...{ stackId, logicalId, type, serviceToken: serviceToken(resource) },
        properties: asTexts(properties) as Record<string, unknown>,
        timeoutSeconds: timeoutSeconds(ServiceTimeout),
      })
      const attributes = Object.entries(Data).map(([name, value]) => [name, asText(value)])
      return { physicalId: String(PhysicalResourceId), attributes: Object.fromEntries(attributes) }
    },
  }
}

function serviceToken({ stackName, logicalId, properties }: Resource): string {
  const { ServiceToken } = properties
  if (typeof ServiceToken === 'string' && ServiceToken.startsWith('arn:aws:lambda:')) return ServiceToken
  throw new NotSimulatedError(
    stackName,
    logicalId,
    `the ServiceToken ${JSON.stringify(ServiceToken) ?? 'missing'}: let it be the ARN of a function of the app`,
  )
}

function timeoutSeconds(given: unknown): number {
  if (given === undefined) return MAX_TIMEOUT_SECONDS
  const seconds = Number(given)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS) return seconds
  throw new RangeError(
    `ServiceTimeout must be from 1 to ${MAX_TIMEOUT_SECONDS}, not ${JSON.stringify(given)}`,
  )
}

/** CloudFormation sends providers every number and boolean as text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asTexts(part)]))
  }
  return value === null ? null : String(value)
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
