import { NotSimulatedError, type Resource } from '../../template/resource-type.ts'

/** @param what of a resource the local AWS does not simulate */
export const notSimulated = ({ stackName, logicalId }: Resource<object>, what: string) =>
  new NotSimulatedError(stackName, logicalId, what)
