import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/**
 * CloudFormation makes a log group once, and the second stack or construct that names it fails to deploy.
 *
 * @param remedy what to do with what would have logged there
 * @throws RefusedError where another construct of the app has a log group of this name
 */
export function refuseTakenLogGroup(construct: Construct, logGroupName: string, remedy: string): void {
  const other = construct.node.root.node
    .findAll()
    .find(each => each instanceof CfnLogGroup && each.logGroupName === logGroupName)
  // What made it is two scopes above the resource of the template.
  const owner = other?.node.scopes.at(-3)
  if (owner === undefined) return
  refuse(construct, `Its log group ${logGroupName} already belongs to ${owner.node.path}.`, remedy)
}
