import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/**
 * The id of cdk-nag's finding for a policy that allows a resource with a wildcard.
 *
 * It contains the ARN as in the template, which depends on the settings: `<AWS::Region>` is in it only if the stack
 * names no region.
 *
 * @param arn the resource, with its tokens
 */
export function wildcardFinding(construct: Construct, arn: string): string {
  return `AwsSolutions-IAM5[Resource::${flattened(Stack.of(construct).resolve(arn))}]`
}

/** cdk-nag's notation: `<AWS::Region>` for a `Ref`, `<Bucket.Arn>` for a `Fn::GetAtt`. */
function flattened(value: unknown): string {
  if (typeof value === 'string') return value
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic
  if (join) return join[1].map(flattened).join(join[0])
  return `<${Ref ?? attribute?.join('.')}>`
}

interface Intrinsic {
  readonly Ref?: string
  readonly 'Fn::GetAtt'?: readonly [string, string]
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]]
}
