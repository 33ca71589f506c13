import { Stack, Token } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Runbook } from './runbook.ts'

/** Where the descriptions of a stack's alarms send whoever reads them. */
export interface AlarmLinks {
  /** Where the pages of docs/runbooks are read, without a slash at the end. */
  readonly runbooks: string
  /** The name of the dashboard that shows what the alarms are about. */
  readonly dashboard: string
}

/** @returns what an alarm's description ends in: its runbook, and the dashboard in the console */
export function linksOf(alarm: Construct, links: AlarmLinks, runbook: Runbook): string {
  return `\nRunbook: ${links.runbooks}/${runbook}.md\nDashboard: ${dashboardUrl(alarm, links.dashboard)}`
}

/** @param name of a dashboard in the region of the construct's stack */
export function dashboardUrl(construct: Construct, name: string): string {
  const { region } = Stack.of(construct)
  return `https://${consoleOf(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`
}

/** The console of a region's partition. A region that only the deployment knows is taken for one of the partition `aws`. */
function consoleOf(region: string): string {
  if (Token.isUnresolved(region)) return 'console.aws.amazon.com'
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com'
  return region.startsWith('cn-') ? 'console.amazonaws.cn' : 'console.aws.amazon.com'
}
