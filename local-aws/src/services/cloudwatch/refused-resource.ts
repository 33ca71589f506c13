import { AwsError } from '../../aws-error.ts'
import { type CreatedResource, NotSimulatedError, type Resource } from '../../template/resource-type.ts'

/**
 * @param what it is, for people: `alarm`
 * @throws NotSimulatedError with the resource's place in the template, where `put` refuses it
 */
export function refusedByName(
  { stackName, logicalId }: Pick<Resource, 'stackName' | 'logicalId'>,
  what: string,
  put: () => CreatedResource,
): CreatedResource {
  try {
    return put()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new NotSimulatedError(stackName, logicalId, `this ${what}: ${error.message}`)
  }
}
