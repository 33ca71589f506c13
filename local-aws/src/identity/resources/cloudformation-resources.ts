import { type FindResources, text } from './find-resources.ts'

const OF_NONE: ReadonlySet<string> = new Set(['ListExports', 'ListStacks'])

/**
 * Stacks. CloudFormation alone knows the id at the end of a stack's ARN, so that a stack that is named matches
 * `stack/<name>/*`; operations that name none are about all stacks.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const cloudFormationResources: FindResources = ({ StackName }, account, operation) => {
  if (OF_NONE.has(operation)) return []
  const name = text(StackName) ?? '*'
  return [name.startsWith('arn:') ? name : account.arn('cloudformation', `stack/${name}/*`)]
}
