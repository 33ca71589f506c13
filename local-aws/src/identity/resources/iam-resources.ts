import { type FindResources, text } from './find-resources.ts'

/**
 * A role, or a managed policy.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const iamResources: FindResources = ({ RoleName, PolicyArn, PolicyName, Path }, account) => {
  const role = text(RoleName)
  const policy = text(PolicyName)
  const path = text(Path) ?? '/'
  if (role !== undefined) {
    const known = account.authorization.roleArn(role)
    return [known ?? `arn:aws:iam::${account.id}:role${path}${role}`]
  }
  return [text(PolicyArn) ?? (policy && `arn:aws:iam::${account.id}:policy${path}${policy}`)]
}
