import { CloudWatchClient, paginateListDashboards } from '@aws-sdk/client-cloudwatch'
import { ask } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'

export const dashboards: NamedType = {
  type: 'AWS::CloudWatch::Dashboard',
  property: 'DashboardName',
  noun: 'dashboard',
  taken: async ({ settings }, names) => {
    const pages = paginateListDashboards({ client: new CloudWatchClient(settings) }, {})
    const taken = new Set<string | undefined>()
    for (;;) {
      const { value, done } = await ask('cloudwatch:ListDashboards', () => pages.next())
      if (done) return names.filter(name => taken.has(name))
      for (const { DashboardName } of value.DashboardEntries ?? []) taken.add(DashboardName)
    }
  },
  deletion: ({ region }, name) =>
    `aws cloudwatch delete-dashboards --dashboard-names ${name} --region ${region}`,
}
