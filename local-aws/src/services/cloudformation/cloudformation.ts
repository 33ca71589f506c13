import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Stack, Stacks } from '../../template/stack.ts'
import { validationError } from './errors.ts'
import { INPUTS } from './input-model.ts'
import { type DeleteStackInput, StackDeletions } from './stack-deletions.ts'
import {
  describeEvent,
  describeResource,
  describeStack,
  detailResource,
  summarizeResource,
  summarizeStack,
} from './stack-descriptions.ts'

/**
 * CloudFormation: describes the stacks that were loaded from the assembly, and deletes them. It creates and updates
 * none.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
 */
export class CloudFormation {
  readonly api: ServiceApi
  readonly #stacks: Stacks
  readonly #deletions: StackDeletions

  constructor(stacks: Stacks) {
    this.#stacks = stacks
    this.#deletions = new StackDeletions(stacks)
    this.api = rpcService({
      signingName: 'cloudformation',
      model: INPUTS,
      protocols: [queryProtocol({ xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' })],
      actions: {
        DescribeStacks: (input: { StackName?: string }) => this.#describeStacks(input),
        ListStacks: (input: { StackStatusFilter?: string[] }) => this.#listStacks(input),
        ListStackResources: (input: { StackName: string }) => this.#listStackResources(input),
        DescribeStackResources: (input: ResourcesInput) => this.#describeStackResources(input),
        DescribeStackResource: (input: { StackName: string; LogicalResourceId: string }) =>
          this.#describeStackResource(input),
        DescribeStackEvents: (input: { StackName: string }) => this.#describeStackEvents(input),
        DeleteStack: (input: DeleteStackInput) => this.#deletions.begin(input),
        UpdateTerminationProtection: (input: ProtectionInput) => this.#updateTerminationProtection(input),
        ListExports: () => this.#listExports(),
        GetTemplate: (input: { StackName: string }) => this.#getTemplate(input),
      },
    })
  }

  /** Resolves when no stack is being deleted. */
  async close(): Promise<void> {
    await this.#deletions.settled()
  }

  #describeStacks({ StackName }: { StackName?: string }): object {
    const stacks = StackName === undefined ? this.#stacks.all().reverse() : [this.#find(StackName)]
    return { Stacks: stacks.map(describeStack) }
  }

  #listStacks({ StackStatusFilter }: { StackStatusFilter?: string[] }): object {
    const asked = this.#stacks
      .history()
      .reverse()
      .filter(({ status }) => !StackStatusFilter || StackStatusFilter.includes(status))
    return { StackSummaries: asked.map(summarizeStack) }
  }

  #listStackResources({ StackName }: { StackName: string }): object {
    const { resources } = this.#find(StackName)
    return { StackResourceSummaries: resources.map(summarizeResource) }
  }

  #describeStackResources({ StackName, LogicalResourceId, PhysicalResourceId }: ResourcesInput): object {
    const stack = StackName ? this.#find(StackName) : this.#stackOf(PhysicalResourceId)
    const resources = stack.resources.filter(
      ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
    )
    return { StackResources: resources.map(resource => describeResource(stack, resource)) }
  }

  #describeStackResource(input: { StackName: string; LogicalResourceId: string }): object {
    const stack = this.#find(input.StackName)
    const resource = stack.resources.find(({ logicalId }) => logicalId === input.LogicalResourceId)
    if (!resource) {
      throw validationError(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`)
    }
    return { StackResourceDetail: detailResource(stack, resource) }
  }

  #describeStackEvents({ StackName }: { StackName: string }): object {
    const stack = this.#find(StackName)
    return { StackEvents: stack.events.toReversed().map(event => describeEvent(stack, event)) }
  }

  #updateTerminationProtection({ StackName, EnableTerminationProtection }: ProtectionInput): object {
    const stack = this.#find(StackName)
    stack.terminationProtection = EnableTerminationProtection
    return { StackId: stack.id }
  }

  #listExports(): object {
    return {
      Exports: this.#stacks
        .exports()
        .map(({ stack, name, value }) => ({ ExportingStackId: stack.id, Name: name, Value: value })),
    }
  }

  #getTemplate({ StackName }: { StackName: string }): object {
    return {
      TemplateBody: JSON.stringify(this.#find(StackName).definition.template, undefined, 2),
      StagesAvailable: ['Original', 'Processed'],
    }
  }

  #find(nameOrId: string): Stack {
    const stack = this.#stacks.find(nameOrId)
    if (stack) return stack
    throw validationError(`Stack with id ${nameOrId} does not exist`)
  }

  #stackOf(physicalId: string | undefined): Stack {
    const stack = this.#stacks
      .all()
      .find(({ resources }) => resources.some(resource => resource.physicalId === physicalId))
    if (stack) return stack
    throw validationError(`Stack for ${physicalId} does not exist`)
  }
}

interface ProtectionInput {
  StackName: string
  EnableTerminationProtection: boolean
}

interface ResourcesInput {
  StackName?: string
  LogicalResourceId?: string
  PhysicalResourceId?: string
}
