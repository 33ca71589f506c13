import { type CfnResource, Stack } from 'aws-cdk-lib'

/**
 * The properties of a resource as its template will have them, whatever way they were set: by its construct, by an
 * attribute of the resource, or by `addPropertyOverride`. For validations, when all is said.
 */
export function templateProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const { Resources } = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    Resources: Record<string, { Properties?: Record<string, unknown> }>
  }
  const [definition] = Object.values(Resources)
  return definition?.Properties ?? {}
}
