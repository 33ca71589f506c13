import { attribute, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Dashboards } from '../dashboards.ts'

/** `AWS::CloudWatch::Dashboard`: `Ref` is its name. */
export function dashboardType(dashboards: Dashboards): ResourceType {
  return resourceType({
    type: 'AWS::CloudWatch::Dashboard',
    properties: { DashboardBody: attribute.required, DashboardName: text },
    inert: { Tags: 'Tags change no behaviour.' },
    create: ({ properties, physicalName }) => {
      const { DashboardBody, DashboardName = physicalName(255) } = properties
      dashboards.put(DashboardName, DashboardBody)
      return { physicalId: DashboardName, attributes: {} }
    },
  })
}
