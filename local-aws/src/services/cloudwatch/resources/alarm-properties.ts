import { AwsError } from '../../../aws-error.ts'
import { type CreatedResource, NotSimulatedError, type Resource } from '../../../template/resource-type.ts'
import type { Alarm } from '../alarm.ts'

/** CloudFormation lets numbers be strings. */
export function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

/** And flags; one that is left out is true. */
export function flagOf(value: unknown): boolean {
  return value === undefined || String(value) === 'true'
}

/** @throws NotSimulatedError with the alarm's place in the template, where `put` refuses it */
export function refusedByName(resource: Resource, put: () => Alarm): CreatedResource {
  try {
    const { arn, name } = put()
    return { physicalId: name, attributes: { Arn: arn } }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new NotSimulatedError(resource.stackName, resource.logicalId, `this alarm: ${error.message}`)
  }
}
