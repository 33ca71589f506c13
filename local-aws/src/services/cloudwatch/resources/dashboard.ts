import type { ResourceType } from '../../../template/resource-type.ts'
import type { Dashboards } from '../dashboards.ts'

/** `AWS::CloudWatch::Dashboard`: `Ref` is its name. */
export function dashboardType(dashboards: Dashboards): ResourceType {
  return {
    type: 'AWS::CloudWatch::Dashboard',
    simulated: ['DashboardName', 'DashboardBody'],
    inert: { Tags: 'Tags change no behaviour.' },
    create: resource => {
      const { DashboardName, DashboardBody } = resource.properties
      const name = DashboardName === undefined ? resource.physicalName(255) : String(DashboardName)
      dashboards.put(name, String(DashboardBody))
      return { physicalId: name, attributes: {} }
    },
  }
}
