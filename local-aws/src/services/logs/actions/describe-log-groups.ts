import { invalidParameter } from '../errors.ts'
import type { LogGroup } from '../log-group.ts'
import type { LogGroups } from '../log-groups.ts'
import { paginate } from '../pagination.ts'

export interface DescribeLogGroupsInput {
  logGroupNamePrefix?: string
  /** "a case-sensitive substring search" */
  logGroupNamePattern?: string
  nextToken?: string
  limit?: number
}

export function describeLogGroups(groups: LogGroups, input: DescribeLogGroupsInput): object {
  const { logGroupNamePrefix, logGroupNamePattern } = input
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter('logGroupNamePrefix and logGroupNamePattern are mutually exclusive parameters.')
  }
  const found = groups
    .list()
    .filter(
      ({ name }) => name.startsWith(logGroupNamePrefix ?? '') && name.includes(logGroupNamePattern ?? ''),
    )
  const { items, nextToken } = paginate(found, input)
  return { logGroups: items.map(shape), nextToken }
}

function shape(group: LogGroup): object {
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    retentionInDays: group.retentionInDays,
    metricFilterCount: group.metricFilters.size,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: group.storedBytes,
    logGroupClass: 'STANDARD',
  }
}
