import type { CreatedResource, Resource, ResourceType } from '../src/template/resource-type.ts'

/** Makes a resource as the loader does once intrinsics are resolved. */
export async function create(
  types: readonly ResourceType[],
  type: string,
  properties: Record<string, unknown>,
): Promise<CreatedResource> {
  const found = types.find(candidate => candidate.type === type)
  if (!found) throw new Error(`No resource type ${type}.`)
  const resource: Resource = {
    type,
    stackName: 'Test',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/Test/1',
    logicalId: 'Thing',
    properties,
    physicalName: maxLength => 'Test-Thing-1A2B3C'.slice(0, maxLength),
    assetDirectory: key => {
      throw new Error(`No asset ${key}.`)
    },
  }
  return await found.create(resource)
}
