import { Account } from '../../src/account.ts'
import { AwsError } from '../../src/aws-error.ts'
import { SteppedClock } from '../../src/clock.ts'
import { Random } from '../../src/random.ts'
import { loadAssembly } from '../../src/template/load-assembly.ts'
import type { Resource, ResourceType } from '../../src/template/resource-type.ts'
import { Stacks } from '../../src/template/stack.ts'
import { Assembly } from './assembly.ts'

/** What a load came to: the stacks, and what each resource was made of, in the order of making. */
export interface Loaded {
  stacks: Stacks
  made: Resource[]
  /** The names of what was deleted again, in that order. */
  deleted: string[]
  /** The value of an output. */
  output(stackName: string, key: string): string | undefined
}

/** A type whose service refuses each resource. */
const FAILING: ResourceType = {
  type: 'Test::Failing',
  simulated: [],
  inert: {},
  create() {
    throw new AwsError('NoSuchThing', 'There is no a.b or c.')
  },
}

/**
 * Loads templates whose resources are of the type `Test::Record`, which does nothing but be there, or `Test::Failing`.
 *
 * A record whose name begins with `stuck` cannot be deleted.
 *
 * @param onCreate gets the name of each resource that is made, also when the load is refused
 * @param onRefusal gets what is left when the load is refused
 */
export async function load(
  templates: Record<string, object>,
  adjust: (assembly: Assembly) => Promise<void> = async () => {},
  onCreate: (name: string) => void = () => {},
  onRefusal: (loaded: Pick<Loaded, 'stacks' | 'deleted'>) => void = () => {},
): Promise<Loaded> {
  const assembly = await Assembly.of(templates)
  const stacks = new Stacks()
  const made: Resource[] = []
  const deleted: string[] = []
  const record: ResourceType = {
    type: 'Test::Record',
    simulated: ['Value', 'Other', 'Name'],
    inert: { Tags: 'change nothing' },
    create: resource => {
      made.push(resource)
      const physicalId = String(resource.properties.Name ?? resource.physicalName(64))
      onCreate(physicalId)
      return { physicalId, attributes: { Arn: `arn:test:${physicalId}` } }
    },
    delete: ({ physicalId }) => {
      if (physicalId.startsWith('stuck')) throw new AwsError('NotEmpty', 'It is not empty.')
      deleted.push(physicalId)
    },
  }
  try {
    await adjust(assembly)
    await loadAssembly(
      assembly.directory,
      new Account('us-east-1', new SteppedClock(), new Random(1)),
      [record, FAILING],
      stacks,
    )
  } catch (refused) {
    onRefusal({ stacks, deleted })
    throw refused
  } finally {
    await assembly.remove()
  }
  const output = (stackName: string, key: string) =>
    stacks.find(stackName)?.outputs.find(candidate => candidate.key === key)?.value
  return { stacks, made, deleted, output }
}

/** A resource named `name`, with `properties`. */
export function record(name: string, properties: object = {}, attributes: object = {}): object {
  return { Type: 'Test::Record', Properties: { Name: name, ...properties }, ...attributes }
}
