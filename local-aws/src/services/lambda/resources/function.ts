import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { NotSimulatedError } from '../../../template/resource-type.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import type { FunctionProperties } from '../function-configuration.ts'
import type { FunctionRegistry } from '../functions.ts'
import { integer } from '../parameter-values.ts'
import { QUOTAS } from '../quotas.ts'
import type { Workspace } from '../workspace.ts'

const MAX_NAME_CHARACTERS = 64

/** `AWS::Lambda::Function` */
export function functionType(functions: FunctionRegistry, workspace: Workspace): ResourceType {
  function create(resource: Resource): CreatedResource {
    refuseNotificationsHandler(resource)
    const properties = resource.properties as FunctionProperties & {
      FunctionName?: string
      ReservedConcurrentExecutions?: number | string
      RecursiveLoop?: string
    }
    const name = properties.FunctionName ?? resource.physicalName(MAX_NAME_CHARACTERS)
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

/** The CDK's own handler of `Bucket.addEventNotification`, in Python; nothing can run it here. */
const NOTIFICATIONS_HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834'

function refuseNotificationsHandler({ stackName, logicalId }: Resource): void {
  if (!logicalId.startsWith(NOTIFICATIONS_HANDLER)) return
  throw new NotSimulatedError(
    stackName,
    logicalId,
    "Bucket.addEventNotification, whose handler is written in Python: set notificationConfiguration on the bucket's CfnBucket, with the permission or policy that the destination needs",
  )
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
