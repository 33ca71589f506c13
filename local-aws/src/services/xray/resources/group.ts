import { AwsError } from '../../../aws-error.ts'
import { NotSimulatedError, type ResourceType } from '../../../template/resource-type.ts'
import type { Groups } from '../groups.ts'

/** `AWS::XRay::Group`: `Ref` is its ARN. */
export function groupType(groups: Groups): ResourceType {
  return {
    type: 'AWS::XRay::Group',
    simulated: ['FilterExpression', 'GroupName', 'InsightsConfiguration'],
    inert: { Tags: 'Tags change no behaviour.' },
    create: ({ properties, stackName, logicalId }) => {
      const { GroupName, FilterExpression, InsightsConfiguration = {} } = properties
      try {
        const { arn } = groups.create(String(GroupName), {
          FilterExpression: FilterExpression as string | undefined,
          InsightsConfiguration: flagsOf(InsightsConfiguration as Record<string, unknown>),
        })
        return { physicalId: arn, attributes: { GroupARN: arn } }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        throw new NotSimulatedError(stackName, logicalId, `this group: ${error.message}`)
      }
    },
  }
}

/** CloudFormation lets flags be strings. */
function flagsOf({ InsightsEnabled, NotificationsEnabled }: Record<string, unknown>) {
  return {
    InsightsEnabled: String(InsightsEnabled) === 'true',
    NotificationsEnabled: String(NotificationsEnabled) === 'true',
  }
}
