import type { Stack, StackEvent, StackResource } from '../../template/stack.ts'

/** A member of `Stacks` in DescribeStacks. */
export function describeStack(stack: Stack): object {
  const { template, tags, parameters } = stack.definition
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: template.Description,
    Parameters: [...parameters].map(([key, { given, value }]) => {
      const resolved = String(value)
      return {
        ParameterKey: key,
        ParameterValue: given,
        ResolvedValue: resolved === given ? undefined : resolved,
      }
    }),
    CreationTime: stack.createdAt / 1000,
    DeletionTime: stack.deletedAt && stack.deletedAt / 1000,
    DisableRollback: false,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    EnableTerminationProtection: stack.terminationProtection,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }
}

/** A member of `StackSummaries` in ListStacks. */
export function summarizeStack(stack: Stack): object {
  const { definition, name, id, createdAt, deletedAt } = stack
  return {
    StackId: id,
    StackName: name,
    TemplateDescription: definition.template.Description,
    CreationTime: createdAt / 1000,
    DeletionTime: deletedAt && deletedAt / 1000,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }
}

/** A member of `StackResourceSummaries` in ListStackResources. */
export function summarizeResource(resource: StackResource): object {
  return { ...described(resource), LastUpdatedTimestamp: resource.changedAt / 1000 }
}

/** A member of `StackResources` in DescribeStackResources. */
export function describeResource({ name, id }: Stack, resource: StackResource): object {
  return { StackName: name, StackId: id, ...described(resource), Timestamp: resource.changedAt / 1000 }
}

/** `StackResourceDetail` in DescribeStackResource. */
export function detailResource({ name, id, definition }: Stack, resource: StackResource): object {
  return {
    StackName: name,
    StackId: id,
    ...described(resource),
    LastUpdatedTimestamp: resource.changedAt / 1000,
    Metadata: JSON.stringify(definition.template.Resources[resource.logicalId]?.Metadata ?? {}),
  }
}

/** A member of `StackEvents` in DescribeStackEvents. */
export function describeEvent({ name, id }: Stack, event: StackEvent): object {
  return {
    StackId: id,
    StackName: name,
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at / 1000,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
  }
}

function described({ logicalId, physicalId, type, status, statusReason }: StackResource): object {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}
