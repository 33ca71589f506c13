import { AwsError } from '../../../aws-error.ts'
import { NotSimulatedError, type ResourceType } from '../../../template/resource-type.ts'
import type { Dashboards } from '../dashboards.ts'
import type { Tag } from '../resource-tags.ts'

/** `AWS::CloudWatch::Dashboard`: `Ref` is its name. */
export function dashboardType(dashboards: Dashboards): ResourceType {
  return {
    type: 'AWS::CloudWatch::Dashboard',
    simulated: ['DashboardName', 'DashboardBody'],
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource => {
      const { DashboardName, DashboardBody, Tags } = resource.properties
      const name = DashboardName === undefined ? resource.physicalName(255) : String(DashboardName)
      try {
        dashboards.put(name, String(DashboardBody), Tags as Tag[] | undefined)
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        throw new NotSimulatedError(
          resource.stackName,
          resource.logicalId,
          `this dashboard: ${error.message}`,
        )
      }
      return { physicalId: name, attributes: {} }
    },
  }
}
