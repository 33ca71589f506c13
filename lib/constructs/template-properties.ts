import { type CfnResource, Stack } from 'aws-cdk-lib'

/**
 * The final properties of a resource in its template, however they were set: by its construct, by an attribute of the
 * resource, or by `addPropertyOverride`. For validations at synthesis.
 */
export function templateProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const { Resources } = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    Resources: Record<string, { Properties?: Record<string, unknown> }>
  }
  const [definition] = Object.values(Resources)
  return definition?.Properties ?? {}
}
