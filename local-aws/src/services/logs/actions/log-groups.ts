import type { Actions } from '../../../api/service-api.ts'
import type { LogGroups } from '../log-groups.ts'
import { checkRetention } from '../retention.ts'
import { type DescribeLogGroupsInput, describeLogGroups } from './describe-log-groups.ts'

interface LogGroupInput {
  logGroupName: string
}

/** Create, describe and delete log groups; how long they keep events. */
export function logGroupActions(groups: LogGroups): Actions {
  return {
    CreateLogGroup: (input: LogGroupInput & { logGroupClass?: string }) =>
      void groups.create(input.logGroupName, input.logGroupClass),

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
