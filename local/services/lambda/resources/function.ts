import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { NotSimulatedError } from '../../../template/resource-type.ts'
import { FunctionCode } from '../function-code.ts'
import { type FunctionProperties, integer } from '../function-configuration.ts'
import type { FunctionRegistry } from '../functions.ts'
import { QUOTAS } from '../quotas.ts'

const NAME_LIMIT = 64

/** `AWS::Lambda::Function` */
export function functionType(functions: FunctionRegistry): ResourceType {
  function create(resource: Resource): CreatedResource {
    const properties = resource.properties as FunctionProperties & {
      FunctionName?: string
      ReservedConcurrentExecutions?: number | string
    }
    const name = properties.FunctionName ?? resource.physicalName(NAME_LIMIT)
    const made = functions.create(name, properties, codeOf(resource))
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
      ],
    ],
    inert: {
      Architectures: 'JavaScript runs on the processor that the machine has',
      Description: 'a text for people',
      EphemeralStorage: 'the temporary directory is the machine’s, and not limited',
      KmsKeyArn: 'environment variables are kept in memory only',
      Tags: 'no behaviour depends on them',
    },
    create,
  }
}

function codeOf({ stackName, logicalId, properties, assetDirectory }: Resource): FunctionCode {
  const code = properties.Code as { S3Key?: string; ZipFile?: string } | undefined
  if (code?.ZipFile !== undefined) return FunctionCode.inline(code.ZipFile)
  if (code?.S3Key) return FunctionCode.inDirectory(assetDirectory(code.S3Key))
  throw new NotSimulatedError(stackName, logicalId, 'code that is neither ZipFile nor a file asset')
}
