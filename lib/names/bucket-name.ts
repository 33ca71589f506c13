import { Stack } from 'aws-cdk-lib'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { refuse } from '../constructs/refusal.ts'

/** The rest of 63 characters after account (12), longest region (14), longest stage (12) and the fixed parts. */
const NAME = /^[a-z][a-z0-9-]{0,10}[a-z0-9]$/

/**
 * The name of a bucket: `messaging-<stage>-<name>-<account>-<region>`.
 *
 * Buckets have names, like queues, because policies of the resources that they notify need their ARN without referring
 * to them. All of AWS shares one namespace for bucket names, so the name includes account and region.
 */
export function bucketName(construct: Construct, stage: string, name: string): string {
  if (!NAME.test(name)) {
    refuse(
      construct,
      `Its name is "${name}": S3 allows 63 characters; stage, account and region use up to 51 of them.`,
      'Use 2 to 12 lower-case letters, digits and hyphens, the first a letter.',
    )
  }
  const { account, region } = Stack.of(construct)
  const bucket = `messaging-${stage}-${name}-${account}-${region}`
  refuseTaken(construct, name, bucket)
  return bucket
}

function refuseTaken(construct: Construct, name: string, bucket: string): void {
  const other = construct.node.root.node
    .findAll()
    .find(each => each instanceof CfnBucket && each.bucketName === bucket)
  if (other === undefined) return
  refuse(construct, `Its name "${name}" is taken by ${other.node.path}.`, 'Give it another one.')
}

/** The ARN of a bucket that does not refer to it; bucket ARNs have neither account nor region. */
export function namedBucketArn(construct: Construct, name: string): string {
  return Stack.of(construct).formatArn({ service: 's3', resource: name, account: '', region: '' })
}
