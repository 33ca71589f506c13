import { type FindResources, KNOWN_LATER, text } from './find-resources.ts'

const OF_DEPLOYMENT: ReadonlySet<string> = new Set([
  'GetDeployment',
  'PutLifecycleEventHookExecutionStatus',
  'StopDeployment',
])

/**
 * Deployment groups. The one of a deployment is known to CodeDeploy alone.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
 */
export const codeDeployResources: FindResources = (input, account, operation) => {
  const application = text(input.applicationName)
  const group = text(input.deploymentGroupName)
  if (application === undefined) return OF_DEPLOYMENT.has(operation) ? KNOWN_LATER : [undefined]
  return [account.arn('codedeploy', `deploymentgroup:${application}/${group ?? '*'}`)]
}
