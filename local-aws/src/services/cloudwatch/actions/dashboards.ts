import type { Actions } from '../../../api/service-api.ts'
import type { Tag } from '../../../tag-set.ts'
import type { Dashboards } from '../dashboards.ts'
import { missingParameter } from '../errors.ts'
import { paginate } from '../pagination.ts'

interface PutDashboardInput {
  DashboardName: string
  DashboardBody: string
  Tags?: Tag[]
}

/** "ListDashboards returns up to 1000 results on one page." */
const MAX_PAGE_DASHBOARDS = 1000

/** Put, get, list and delete dashboards. */
export function dashboardActions(dashboards: Dashboards): Actions {
  return {
    PutDashboard({ DashboardName, DashboardBody, Tags }: PutDashboardInput) {
      if (!DashboardName) throw missingParameter('DashboardName')
      if (!DashboardBody) throw missingParameter('DashboardBody')
      dashboards.put(DashboardName, DashboardBody, Tags)
      return { DashboardValidationMessages: [] }
    },

    GetDashboard({ DashboardName }: { DashboardName: string }) {
      const { name, arn, body } = dashboards.get(DashboardName)
      return { DashboardArn: arn, DashboardBody: body, DashboardName: name }
    },

    ListDashboards({ DashboardNamePrefix = '', NextToken: start }: ListDashboardsInput) {
      const found = dashboards.list(DashboardNamePrefix)
      const { items, NextToken } = paginate(found, { NextToken: start, limit: MAX_PAGE_DASHBOARDS })
      const DashboardEntries = items.map(({ name, arn, body, modifiedAt }) => ({
        DashboardName: name,
        DashboardArn: arn,
        LastModified: modifiedAt / 1000,
        Size: Buffer.byteLength(body),
      }))
      return { DashboardEntries, NextToken }
    },

    DeleteDashboards: ({ DashboardNames }: { DashboardNames: string[] }) => dashboards.delete(DashboardNames),
  }
}

interface ListDashboardsInput {
  DashboardNamePrefix?: string
  NextToken?: string
}
