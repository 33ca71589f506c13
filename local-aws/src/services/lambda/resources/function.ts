import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { NotSimulatedError } from '../../../template/resource-type.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import type { FunctionProperties } from '../function-configuration.ts'
import type { FunctionRegistry } from '../functions.ts'
import { integer } from '../parameter-values.ts'
import { QUOTAS } from '../quotas.ts'
import type { Workspace } from '../workspace.ts'

const NAME_LIMIT = 64

/** `AWS::Lambda::Function` */
export function functionType(functions: FunctionRegistry, workspace: Workspace): ResourceType {
  function create(resource: Resource): CreatedResource {
    const properties = resource.properties as FunctionProperties & {
      FunctionName?: string
      ReservedConcurrentExecutions?: number | string
      RecursiveLoop?: string
    }
    const name = properties.FunctionName ?? resource.physicalName(NAME_LIMIT)
    const made = functions.create(name, properties, codeOf(resource, workspace))
    if (properties.ReservedConcurrentExecutions !== undefined) {
      functions.concurrency.reserve(
        name,
        integer(
          'ReservedConcurrentExecutions',
          properties.ReservedConcurrentExecutions,
          0,
          QUOTAS.concurrentExecutions,
        ),
      )
    }
    if (properties.RecursiveLoop !== undefined) made.recursiveLoops.configure(properties.RecursiveLoop)
    return { physicalId: name, attributes: { Arn: made.configuration.arn } }
  }

  return {
    type: 'AWS::Lambda::Function',
    simulated: [
      ...['FunctionName', 'Code', 'Role', 'Runtime', 'Handler', 'Timeout', 'MemorySize', 'Environment'],
      ...[
        'TracingConfig',
        'LoggingConfig',
        'DeadLetterConfig',
        'PackageType',
        'ReservedConcurrentExecutions',
        'RecursiveLoop',
        'EphemeralStorage',
        'Layers',
      ],
    ],
    inert: {
      Architectures:
        'JavaScript runs on the processor that the machine has; a layer’s programs say so if they cannot',
      Description: 'a text for people',
      KmsKeyArn: 'environment variables are kept in memory only',
      Tags: 'no behaviour depends on them',
    },
    create,
  }
}

function codeOf(
  { stackName, logicalId, properties, assetDirectory }: Resource,
  workspace: Workspace,
): DeploymentPackage {
  const code = properties.Code as { S3Key?: string; ZipFile?: string } | undefined
  if (code?.ZipFile !== undefined) return DeploymentPackage.inline(workspace, code.ZipFile)
  if (code?.S3Key) return DeploymentPackage.inDirectory(assetDirectory(code.S3Key))
  throw new NotSimulatedError(stackName, logicalId, 'code that is neither ZipFile nor a file asset')
}
