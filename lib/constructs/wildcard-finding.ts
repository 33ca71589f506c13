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
function flattened(value: string | Intrinsic): string {
  if (typeof value === 'string') return value
  if ('Ref' in value) return `<${value.Ref}>`
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`
  const [separator, parts] = value['Fn::Join']
  return parts.map(flattened).join(separator)
}

type Intrinsic =
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] }
  | { readonly 'Fn::Join': readonly [string, readonly (string | Intrinsic)[]] }
