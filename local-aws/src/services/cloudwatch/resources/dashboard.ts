import { tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Dashboards } from '../dashboards.ts'
import { refusedByName } from '../refused-resource.ts'

/** `AWS::CloudWatch::Dashboard`: `Ref` is its name. */
export function dashboardType(dashboards: Dashboards): ResourceType {
  return resourceType({
    type: 'AWS::CloudWatch::Dashboard',
    properties: { DashboardName: text, DashboardBody: text.required, Tags: tags },
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource => {
      const { DashboardName = resource.physicalName(255), DashboardBody, Tags } = resource.properties
      return refusedByName(resource, 'dashboard', () => {
        dashboards.put(DashboardName, DashboardBody, Tags)
        return { physicalId: DashboardName, attributes: {} }
      })
    },
    delete: ({ physicalId }) => dashboards.delete([physicalId]),
  })
}
