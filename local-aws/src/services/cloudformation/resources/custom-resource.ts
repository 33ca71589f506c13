import { AwsError } from '../../../aws-error.ts'
import {
  NotSimulatedError,
  PartialCreationError,
  type Resource,
  type ResourceType,
} from '../../../template/resource-type.ts'
import type { CustomResourceRequest, CustomResources } from '../custom-resources.ts'
import { CustomResourceError } from '../errors.ts'

/** `ServiceTimeout`: "from 1 to 3600. The default is 3600 seconds (1 hour)". */
const MAX_TIMEOUT_SECONDS = 3_600

/** Of a physical id that CloudFormation generates. */
const MAX_ID_CHARACTERS = 128

/** `AWS::CloudFormation::CustomResource`, and every type `Custom::…`, whose provider is a function. */
export function customResourceType(customResources: CustomResources): ResourceType {
  return {
    type: 'AWS::CloudFormation::CustomResource',
    simulated: 'every property',
    inert: {},
    create: async resource => {
      const { PhysicalResourceId, Data = {} } = await customResources
        .create(requestFor(resource))
        .catch(cause => throwFailed(cause, resource))
      const attributes = Object.entries(Data).map(([name, value]) => [name, asText(value)])
      return { physicalId: String(PhysicalResourceId), attributes: Object.fromEntries(attributes) }
    },
    delete: async resource => {
      await customResources.delete(requestFor(resource), resource.physicalId).catch(throwUnasked)
    },
  }
}

function requestFor(resource: Resource): CustomResourceRequest {
  const { stackId, logicalId, type } = resource
  const { ServiceTimeout, ...properties } = resource.properties
  return {
    ...{ stackId, logicalId, type, serviceToken: serviceToken(resource) },
    properties: asTexts(properties) as Record<string, unknown>,
    timeoutSeconds: timeoutSeconds(ServiceTimeout),
  }
}

/**
 * A provider that was asked may have made something, so that its custom resource is deleted when the stack is rolled
 * back: by the id that it answered, or else by one that CloudFormation generates.
 */
function throwFailed(cause: unknown, resource: Resource): never {
  if (!(cause instanceof CustomResourceError)) throw cause
  throw new PartialCreationError(cause.message, cause.physicalId ?? resource.physicalName(MAX_ID_CHARACTERS))
}

/** A provider that is gone deletes nothing, which is no sign that the custom resource is gone. */
function throwUnasked(cause: unknown): never {
  throw cause instanceof AwsError
    ? new CustomResourceError(`its provider was not asked: ${cause.message}`)
    : cause
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
