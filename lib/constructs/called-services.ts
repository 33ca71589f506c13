import type { Stack } from 'aws-cdk-lib'
import { CfnPolicy } from 'aws-cdk-lib/aws-iam'
import { type Dependency, dependencies } from '../../lambda/contracts/dependency.ts'

interface PolicyDocument {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[]
}

/** What the functions of a stack may call, and so may wait for; and the network, which they all need. */
export function calledServices(stack: Stack): Dependency[] {
  const services = new Set(
    stack.node
      .findAll()
      .filter(each => each instanceof CfnPolicy)
      .flatMap(({ policyDocument }) => (stack.resolve(policyDocument) as PolicyDocument).Statement)
      .flatMap(({ Action }) => Action)
      .map(action => action.slice(0, action.indexOf(':'))),
  )
  return dependencies.filter(dependency => dependency === 'other' || services.has(dependency))
}
