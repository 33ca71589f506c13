import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation'
import type { Target } from './target.ts'
import { ask, find, Unanswered } from './unanswered.ts'

export interface DeployedStack {
  /** `CREATE_COMPLETE`… */
  status: string
  terminationProtection: boolean
}

export interface DeployedResource {
  type: string
  stack: string
  logicalId: string
  physicalId: string
}

/** Resources with these states are in the list, but no longer in the stack. */
const GONE = ['DELETE_COMPLETE', 'DELETE_SKIPPED']

/** The deployed versions of the stacks, from CloudFormation. */
export class DeployedStacks {
  readonly #client: CloudFormationClient
  readonly #stacks: ReadonlyMap<string, DeployedStack>
  readonly #resources: readonly DeployedResource[]
  /** Why stacks or resources that may exist are missing here. */
  readonly unanswered: Unanswered | undefined

  private constructor(
    client: CloudFormationClient,
    stacks: ReadonlyMap<string, DeployedStack>,
    resources: readonly DeployedResource[],
    unanswered?: Unanswered,
  ) {
    this.#client = client
    this.#stacks = stacks
    this.#resources = resources
    this.unanswered = unanswered
  }

  static async look({ settings }: Target, names: readonly string[]): Promise<DeployedStacks> {
    const client = new CloudFormationClient(settings)
    const stacks = new Map<string, DeployedStack>()
    const resources: DeployedResource[] = []
    try {
      for (const name of names) {
        const stack = await describe(client, name)
        if (!stack) continue
        stacks.set(name, stack)
        resources.push(...(await list(client, name)))
      }
      return new DeployedStacks(client, stacks, resources)
    } catch (cause) {
      if (cause instanceof Unanswered) return new DeployedStacks(client, stacks, resources, cause)
      throw cause
    }
  }

  /** Undefined if it does not exist. */
  stack(name: string): DeployedStack | undefined {
    return this.#stacks.get(name)
  }

  physicalId(stack: string, logicalId: string): string | undefined {
    return this.#resources.find(each => each.stack === stack && each.logicalId === logicalId)?.physicalId
  }

  /** The resource of a type in any of these stacks whose physical id `matches`. */
  resource(type: string, matches: (physicalId: string) => boolean): DeployedResource | undefined {
    return this.#resources.find(each => each.type === type && matches(each.physicalId))
  }

  /** The name of the stack that has a resource; undefined if there is none, or it is unknown. */
  async ownerOf(PhysicalResourceId: string): Promise<string | undefined> {
    try {
      const { StackResources } = await this.#client.send(
        new DescribeStackResourcesCommand({ PhysicalResourceId }),
      )
      return StackResources?.[0]?.StackName
    } catch {
      return undefined
    }
  }
}

async function describe(client: CloudFormationClient, StackName: string): Promise<DeployedStack | undefined> {
  const answer = await find(
    'cloudformation:DescribeStacks',
    () => client.send(new DescribeStacksCommand({ StackName })),
    ({ name, message }) => name === 'ValidationError' && /does not exist/.test(message),
  )
  const [stack] = answer?.Stacks ?? []
  if (!stack?.StackStatus) return undefined
  return { status: stack.StackStatus, terminationProtection: stack.EnableTerminationProtection === true }
}

async function list(client: CloudFormationClient, stack: string): Promise<DeployedResource[]> {
  const summaries: StackResourceSummary[] = []
  const pages = paginateListStackResources({ client }, { StackName: stack })
  for (;;) {
    const { value, done } = await ask('cloudformation:ListStackResources', () => pages.next())
    if (done) break
    summaries.push(...(value.StackResourceSummaries ?? []))
  }
  return summaries
    .filter(({ ResourceStatus = '' }) => !GONE.includes(ResourceStatus))
    .map(({ ResourceType = '', LogicalResourceId = '', PhysicalResourceId = '' }) => ({
      type: ResourceType,
      stack,
      logicalId: LogicalResourceId,
      physicalId: PhysicalResourceId,
    }))
}
