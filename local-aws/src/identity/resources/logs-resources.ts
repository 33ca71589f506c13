import type { Account } from '../../account.ts'
import { type FindResources, type Input, KNOWN_LATER, text } from './find-resources.ts'

const OF_NONE: ReadonlySet<string> = new Set([
  'DeleteQueryDefinition',
  'DescribeQueries',
  'DescribeQueryDefinitions',
  'PutQueryDefinition',
  'StopQuery',
])

const OF_STREAM: ReadonlySet<string> = new Set([
  'CreateLogStream',
  'DeleteLogStream',
  'GetLogEvents',
  'PutLogEvents',
])

/**
 * Log groups and log streams. Policies name a log group with `:*` at the end; what a request names ends in `:log-stream:`
 * and the stream, so that the ARN without `:*` matches nothing. Only the tagging operations name the bare ARN.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const logsResources: FindResources = (input, account, operation) => {
  if (OF_NONE.has(operation)) return []
  const tagged = text(input.resourceArn)
  if (tagged !== undefined) return [tagged]
  const stream = OF_STREAM.has(operation) ? (text(input.logStreamName) ?? '') : ''
  const groups = groupsIn(input)
  // Only Logs Insights knows the log groups of a query.
  if (operation === 'GetQueryResults' && groups.length === 0) return KNOWN_LATER
  // DescribeLogGroups and DescribeMetricFilters without a name are about all groups: about none in particular.
  return (groups.length === 0 ? [''] : groups).map(
    group => `${groupArn(group, account)}:log-stream:${stream}`,
  )
}

function groupsIn(input: Input): string[] {
  const { logGroupName, logGroupIdentifier, logGroupNames, logGroupIdentifiers } = input
  const given = [logGroupIdentifier ?? logGroupName, logGroupNames, logGroupIdentifiers].flat()
  return given.flatMap(value => text(value) ?? [])
}

/** @param group its name or its ARN */
function groupArn(group: string, account: Account): string {
  return group.startsWith('arn:') ? group.replace(/:\*$/, '') : account.arn('logs', `log-group:${group}`)
}
