import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/**
 * CloudFormation creates a log group once; the deployment of a second stack or construct with its name fails.
 *
 * @param remedy what to do instead
 * @throws RefusedError if another construct of the app has a log group of this name
 */
export function refuseTakenLogGroup(construct: Construct, logGroupName: string, remedy: string): void {
  const other = construct.node.root.node
    .findAll()
    .find(each => each instanceof CfnLogGroup && each.logGroupName === logGroupName)
  // The construct that made it is two scopes above the CloudFormation resource.
  const owner = other?.node.scopes.at(-3)
  if (owner === undefined) return
  refuse(construct, `Its log group ${logGroupName} already belongs to ${owner.node.path}.`, remedy)
}
