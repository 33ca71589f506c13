import type { Actions } from '../../../api/service-api.ts'
import type { Dashboards } from '../dashboards.ts'

/** Put, get, list and delete dashboards. */
export function dashboardActions(dashboards: Dashboards): Actions {
  return {
    PutDashboard({ DashboardName, DashboardBody }: { DashboardName: string; DashboardBody: string }) {
      dashboards.put(DashboardName, DashboardBody)
      return { DashboardValidationMessages: [] }
    },

    GetDashboard({ DashboardName }: { DashboardName: string }) {
      const { name, arn, body } = dashboards.get(DashboardName)
      return { DashboardArn: arn, DashboardBody: body, DashboardName: name }
    },

    ListDashboards: ({ DashboardNamePrefix = '' }: { DashboardNamePrefix?: string }) => ({
      DashboardEntries: dashboards.list(DashboardNamePrefix).map(({ name, arn, body, modifiedAt }) => ({
        DashboardName: name,
        DashboardArn: arn,
        LastModified: modifiedAt / 1000,
        Size: Buffer.byteLength(body),
      })),
    }),

    DeleteDashboards: ({ DashboardNames }: { DashboardNames: string[] }) => dashboards.delete(DashboardNames),
  }
}
