import type { Account } from '../../account.ts'
import { type FindResources, text } from './find-resources.ts'

/** They are about all alarms unless they name some. */
const OF_ALARMS: ReadonlySet<string> = new Set([
  'DeleteAlarms',
  'DescribeAlarmHistory',
  'DescribeAlarms',
  'DisableAlarmActions',
  'EnableAlarmActions',
  'PutCompositeAlarm',
  'PutMetricAlarm',
  'SetAlarmState',
])

/**
 * Alarms and dashboards; metrics are no resources.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const cloudWatchResources: FindResources = (input, account, operation) => {
  const { AlarmName, AlarmNames, DashboardName, DashboardNames, ResourceARN } = input
  if (OF_ALARMS.has(operation)) {
    const alarms = textsIn(AlarmName, AlarmNames)
    return (alarms.length === 0 ? ['*'] : alarms).map(name => account.arn('cloudwatch', `alarm:${name}`))
  }
  const dashboards = textsIn(DashboardName, DashboardNames).map(name => dashboardArn(account, name))
  return dashboards.length === 0 ? [text(ResourceARN)] : dashboards
}

/** Dashboards belong to no Region. */
function dashboardArn({ id }: Account, name: string): string {
  return `arn:aws:cloudwatch::${id}:dashboard/${name}`
}

function textsIn(...values: unknown[]): string[] {
  return values.flat().flatMap(value => text(value) ?? [])
}
