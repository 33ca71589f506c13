import type { Actions } from '../../../api/service-api.ts'
import { notSimulated } from '../errors.ts'
import type { LogGroups } from '../log-groups.ts'
import { checkRetention } from '../retention.ts'
import { type DescribeLogGroupsInput, describeLogGroups } from './describe-log-groups.ts'

interface LogGroupInput {
  logGroupName: string
}

interface NewLogGroup extends LogGroupInput {
  logGroupClass?: string
  kmsKeyId?: string
  deletionProtectionEnabled?: boolean
  tags?: Record<string, string>
}

/** Create, describe and delete log groups; how long they keep events. */
export function logGroupActions(groups: LogGroups): Actions {
  return {
    CreateLogGroup({ logGroupName, logGroupClass, kmsKeyId, deletionProtectionEnabled, tags }: NewLogGroup) {
      if (kmsKeyId !== undefined) throw notSimulated('kmsKeyId of log groups, whose events are in memory')
      if (deletionProtectionEnabled) throw notSimulated('deletionProtectionEnabled of log groups')
      groups.create(logGroupName, logGroupClass, Object.entries(tags ?? {}))
    },

    DeleteLogGroup: ({ logGroupName }: LogGroupInput) => groups.delete(logGroupName),

    DescribeLogGroups: (input: DescribeLogGroupsInput) => describeLogGroups(groups, input),

    PutRetentionPolicy(input: LogGroupInput & { retentionInDays: number }) {
      groups.require(input.logGroupName).retentionInDays = checkRetention(input.retentionInDays)
    },

    DeleteRetentionPolicy({ logGroupName }: LogGroupInput) {
      groups.require(logGroupName).retentionInDays = undefined
    },
  }
}
