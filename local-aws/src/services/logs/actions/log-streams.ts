import type { Actions } from '../../../api/service-api.ts'
import { type LogGroups, requireStream } from '../log-groups.ts'
import { type DescribeLogStreamsInput, describeLogStreams } from './describe-log-streams.ts'

interface LogStreamInput {
  logGroupName: string
  logStreamName: string
}

/** Create, describe and delete log streams. */
export function logStreamActions(groups: LogGroups): Actions {
  return {
    CreateLogStream({ logGroupName, logStreamName }: LogStreamInput) {
      groups.createStream(logGroupName, logStreamName)
    },

    DeleteLogStream({ logGroupName, logStreamName }: LogStreamInput) {
      const group = groups.require(logGroupName)
      group.deleteStream(requireStream(group, logStreamName))
    },

    DescribeLogStreams: (input: DescribeLogStreamsInput) => describeLogStreams(groups, input),
  }
}
