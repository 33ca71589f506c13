import { type FindResources, text } from './find-resources.ts'

const OF_GROUP: ReadonlySet<string> = new Set(['CreateGroup', 'DeleteGroup', 'GetGroup', 'UpdateGroup'])

/**
 * Groups; traces are no resources. X-Ray alone knows the id at the end of a group's ARN, so that a group that is named
 * matches `group/<name>/*`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export const xrayResources: FindResources = ({ GroupName, GroupARN }, account, operation) => {
  if (!OF_GROUP.has(operation)) return []
  const name = text(GroupName)
  return [text(GroupARN) ?? (name && account.arn('xray', `group/${name}/*`))]
}
