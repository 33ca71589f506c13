import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/** `<stack>-<construct>`: a name that is known before the resource is made. */
export function pathName(construct: Construct): string {
  const stack = Stack.of(construct)
  const below = construct.node.path.slice(stack.node.path.length + 1).split('/')
  return [stack.stackName, ...below].join('-')
}
