import { AwsError } from '../../../aws-error.ts'
import { structure, text } from '../../../template/property-types.ts'
import { NotSimulatedError, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Groups } from '../groups.ts'

/** `AWS::XRay::Group`: `Ref` is its ARN. */
export function groupType(groups: Groups): ResourceType {
  return resourceType({
    type: 'AWS::XRay::Group',
    properties: {
      FilterExpression: text,
      GroupName: text.required,
      InsightsConfiguration: structure<InsightsConfiguration>(),
    },
    inert: { Tags: 'Tags change no behaviour.' },
    create: ({ properties, stackName, logicalId }) => {
      const { GroupName, FilterExpression, InsightsConfiguration = {} } = properties
      try {
        const { arn } = groups.create(GroupName, {
          FilterExpression,
          InsightsConfiguration: flagsOf(InsightsConfiguration),
        })
        return { physicalId: arn, attributes: { GroupARN: arn } }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        throw new NotSimulatedError(stackName, logicalId, `this group: ${error.message}`)
      }
    },
    delete: ({ physicalId: GroupARN }) => {
      if (groups.list().some(({ arn }) => arn === GroupARN)) groups.delete({ GroupARN })
    },
  })
}

interface InsightsConfiguration {
  InsightsEnabled?: unknown
  NotificationsEnabled?: unknown
}

/** CloudFormation lets flags be strings. */
function flagsOf({ InsightsEnabled, NotificationsEnabled }: InsightsConfiguration) {
  return {
    InsightsEnabled: String(InsightsEnabled) === 'true',
    NotificationsEnabled: String(NotificationsEnabled) === 'true',
  }
}
