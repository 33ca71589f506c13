import type { Account } from '../account.ts'
import { readCloudAssembly } from './cloud-assembly.ts'
import { Refusals } from './refusals.ts'
import type { ResourceType } from './resource-type.ts'
import type { Stack, Stacks } from './stack.ts'
import { rollBack } from './stack-deletion.ts'
import { StackMaker } from './stack-maker.ts'
import { TemplateError } from './template.ts'

/** Only records which constructs created the template. */
const CDK_METADATA: ResourceType = {
  type: 'AWS::CDK::Metadata',
  simulated: [],
  inert: { Analytics: 'tells AWS which construct libraries are in use' },
  create: ({ logicalId }) => ({ physicalId: logicalId, attributes: {} }),
  delete: () => {},
}

/**
 * Creates the stacks of a cloud assembly in deployment order and adds them to `stacks`. If the creation of a stack fails,
 * what was made of it is deleted again. The stacks after it are created only to find what else is refused, and are
 * deleted, too; those before it stay.
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
  const made: Stack[] = []
  for (const artifact of await readCloudAssembly(directory)) {
    made.push(await new StackMaker(artifact, { account, types, stacks, refusals }).make())
  }
  const failed = made.findIndex(({ status }) => status === 'CREATE_FAILED')
  if (failed >= 0) await rollBackAll(made.slice(failed), refusals)
  refusals.throwIfAny()
}

async function rollBackAll(made: readonly Stack[], refusals: Refusals): Promise<void> {
  for (const stack of made.toReversed()) {
    const cause = stack.statusReason ?? `The stack ${made[0]?.name} failed before it.`
    for (const { logicalId, remove, statusReason } of await rollBack(stack, cause)) {
      if (!remove) continue
      refusals.add(
        stack.name,
        logicalId,
        new TemplateError(`its creation was rolled back, but it could not be deleted: ${statusReason}`),
      )
    }
  }
}
