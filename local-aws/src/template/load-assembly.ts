import type { Account } from '../account.ts'
import { readCloudAssembly } from './cloud-assembly.ts'
import { Refusals } from './refusals.ts'
import type { ResourceType } from './resource-type.ts'
import type { Stacks } from './stack.ts'
import { StackMaker } from './stack-maker.ts'

/** Only records which constructs created the template. */
const CDK_METADATA: ResourceType = {
  type: 'AWS::CDK::Metadata',
  simulated: [],
  inert: { Analytics: 'tells AWS which construct libraries are in use' },
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: {} }),
}

/**
 * Creates the stacks of a cloud assembly in deployment order and adds them to `stacks`.
 *
 * @param directory the `cdk.out` to load
 * @throws AssemblyRefusedError with everything that is not simulated or inconsistent
 */
export async function loadAssembly(
  directory: string,
  account: Account,
  resourceTypes: readonly ResourceType[],
  stacks: Stacks,
): Promise<void> {
  const types = new Map([CDK_METADATA, ...resourceTypes].map(type => [type.type, type]))
  const refusals = new Refusals()
  for (const artifact of await readCloudAssembly(directory)) {
    await new StackMaker(artifact, { account, types, stacks, refusals }).make()
  }
  refusals.throwIfAny()
}
