import { fromTags } from '../../../tag-set.ts'
import { number, structure, tags, text, texts } from '../../../template/property-types.ts'
import {
  NotSimulatedError,
  type Resource,
  type ResourceType,
  resourceType,
} from '../../../template/resource-type.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import type { FunctionProperties } from '../function-configuration.ts'
import type { FunctionRegistry } from '../functions.ts'
import { integer } from '../parameter-values.ts'
import { QUOTAS } from '../quotas.ts'
import type { Workspace } from '../workspace.ts'

const MAX_NAME_CHARACTERS = 64

type Described<Name extends keyof FunctionProperties> = NonNullable<FunctionProperties[Name]>

interface Code {
  S3Key?: string
  ZipFile?: string
}

/** `AWS::Lambda::Function` */
export function functionType(functions: FunctionRegistry, workspace: Workspace): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::Function',
    properties: {
      Architectures: texts,
      Code: structure<Code>(),
      DeadLetterConfig: structure<Described<'DeadLetterConfig'>>(),
      Description: text,
      Environment: structure<Described<'Environment'>>(),
      EphemeralStorage: structure<Described<'EphemeralStorage'>>(),
      FunctionName: text,
      Handler: text,
      Layers: texts,
      LoggingConfig: structure<Described<'LoggingConfig'>>(),
      MemorySize: number,
      PackageType: text,
      RecursiveLoop: text,
      ReservedConcurrentExecutions: number,
      Role: text,
      Runtime: text,
      Tags: tags,
      Timeout: number,
      TracingConfig: structure<Described<'TracingConfig'>>(),
    },
    inert: {
      Architectures:
        'JavaScript runs on the machine’s processor; for a program of a layer that cannot run, one of its name on the PATH runs instead, or prints the reason',
      Description: 'descriptive text only',
      KmsKeyArn: 'environment variables are kept in memory only',
    },
    create(resource) {
      refuseNotificationsHandler(resource)
      const { properties, physicalName } = resource
      const { FunctionName: name = physicalName(MAX_NAME_CHARACTERS) } = properties
      const { Code, ReservedConcurrentExecutions: reserved, RecursiveLoop, Tags, ...others } = properties
      const code = codeOf(resource, Code, workspace)
      const made = functions.create(name, others, code, fromTags(Tags))
      if (reserved !== undefined) {
        functions.concurrency.reserve(
          name,
          integer('ReservedConcurrentExecutions', reserved, 0, QUOTAS.concurrentExecutions),
        )
      }
      if (RecursiveLoop !== undefined) made.recursiveLoops.configure(RecursiveLoop)
      return { physicalId: name, attributes: { Arn: made.configuration.arn } }
    },
    delete: ({ physicalId }) => functions.delete(physicalId),
  })
}

/** The CDK's handler of `Bucket.addEventNotification`, which is written in Python and cannot run here. */
const NOTIFICATIONS_HANDLER = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834'

function refuseNotificationsHandler({ stackName, logicalId }: Resource<object>): void {
  if (!logicalId.startsWith(NOTIFICATIONS_HANDLER)) return
  throw new NotSimulatedError(
    stackName,
    logicalId,
    "Bucket.addEventNotification, whose handler is written in Python: set notificationConfiguration on the bucket's CfnBucket, with the permission or policy that the destination needs",
  )
}

function codeOf(
  { stackName, logicalId, assetDirectory }: Resource<object>,
  code: Code | undefined,
  workspace: Workspace,
): DeploymentPackage {
  if (code?.ZipFile !== undefined) return DeploymentPackage.inline(workspace, code.ZipFile)
  if (code?.S3Key) return DeploymentPackage.inDirectory(assetDirectory(code.S3Key))
  throw new NotSimulatedError(stackName, logicalId, 'code that is neither ZipFile nor a file asset')
}
