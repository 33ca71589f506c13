import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Stack, StackResource, Stacks } from '../../template/stack.ts'
import { validationError } from './errors.ts'
import { INPUTS } from './input-model.ts'

/** Stacks are made when an assembly is loaded and do not change: this is the only status that there is. */
const STATUS = 'CREATE_COMPLETE'

/**
 * CloudFormation, for those who look: the stacks that were loaded from the assembly.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
 */
export class CloudFormation {
  readonly api: ServiceApi
  readonly #stacks: Stacks

  constructor(stacks: Stacks) {
    this.#stacks = stacks
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
        ListExports: () => this.#listExports(),
        GetTemplate: (input: { StackName: string }) => this.#getTemplate(input),
      },
    })
  }

  #describeStacks({ StackName }: { StackName?: string }): object {
    const stacks = StackName === undefined ? this.#stacks.all().reverse() : [this.#find(StackName)]
    return { Stacks: stacks.map(describeStack) }
  }

  #listStacks({ StackStatusFilter }: { StackStatusFilter?: string[] }): object {
    const asked = !StackStatusFilter || StackStatusFilter.includes(STATUS)
    const stacks = asked ? this.#stacks.all().reverse() : []
    return {
      StackSummaries: stacks.map(({ name, id, template, createdAt }) => ({
        StackId: id,
        StackName: name,
        TemplateDescription: template.Description,
        CreationTime: createdAt / 1000,
        StackStatus: STATUS,
        DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
      })),
    }
  }

  #listStackResources({ StackName }: { StackName: string }): object {
    const { resources } = this.#find(StackName)
    return {
      StackResourceSummaries: resources.map(resource => ({
        ...describeResource(resource),
        LastUpdatedTimestamp: resource.createdAt / 1000,
      })),
    }
  }

  #describeStackResources({ StackName, LogicalResourceId, PhysicalResourceId }: ResourcesInput): object {
    const stack = StackName ? this.#find(StackName) : this.#stackOf(PhysicalResourceId)
    const resources = stack.resources.filter(
      ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
    )
    return { StackResources: resources.map(resource => describeResourceOf(stack, resource)) }
  }

  #describeStackResource(input: { StackName: string; LogicalResourceId: string }): object {
    const stack = this.#find(input.StackName)
    const resource = stack.resources.find(({ logicalId }) => logicalId === input.LogicalResourceId)
    if (!resource) {
      throw validationError(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`)
    }
    const { Timestamp, ...detail } = describeResourceOf(stack, resource)
    return {
      StackResourceDetail: {
        ...detail,
        LastUpdatedTimestamp: Timestamp,
        Metadata: JSON.stringify(stack.template.Resources[resource.logicalId]?.Metadata ?? {}),
      },
    }
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
      TemplateBody: JSON.stringify(this.#find(StackName).template, undefined, 2),
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

interface ResourcesInput {
  StackName?: string
  LogicalResourceId?: string
  PhysicalResourceId?: string
}

function describeStack({ name, id, template, createdAt, ...stack }: Stack): object {
  return {
    StackId: id,
    StackName: name,
    Description: template.Description,
    Parameters: [...stack.parameters].map(([key, { given, value }]) => {
      const resolved = String(value)
      return {
        ParameterKey: key,
        ParameterValue: given,
        ResolvedValue: resolved === given ? undefined : resolved,
      }
    }),
    CreationTime: createdAt / 1000,
    DisableRollback: false,
    StackStatus: STATUS,
    EnableTerminationProtection: stack.terminationProtection,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }
}

function describeResource({ logicalId, physicalId, type }: StackResource) {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: STATUS,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}

function describeResourceOf({ name, id }: Stack, resource: StackResource) {
  return {
    StackName: name,
    StackId: id,
    ...describeResource(resource),
    Timestamp: resource.createdAt / 1000,
  }
}
