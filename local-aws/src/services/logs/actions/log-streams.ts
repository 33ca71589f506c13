import type { Actions } from '../../../api/service-api.ts'
import { alreadyExists, invalidParameter } from '../errors.ts'
import { type LogGroups, requireStream } from '../log-groups.ts'
import { type DescribeLogStreamsInput, describeLogStreams } from './describe-log-streams.ts'

interface LogStreamInput {
  logGroupName: string
  logStreamName: string
}

const NAME = /^[^:*]{1,512}$/

/** Create, describe and delete log streams. */
export function logStreamActions(groups: LogGroups): Actions {
  return {
    CreateLogStream: (input: LogStreamInput) => createLogStream(groups, input),

    DeleteLogStream({ logGroupName, logStreamName }: LogStreamInput) {
      const group = groups.require(logGroupName)
      group.deleteStream(requireStream(group, logStreamName))
    },

    DescribeLogStreams: (input: DescribeLogStreamsInput) => describeLogStreams(groups, input),
  }
}

/** @throws AwsError `ResourceNotFoundException`, `InvalidParameterException`, `ResourceAlreadyExistsException` */
export function createLogStream(groups: LogGroups, { logGroupName, logStreamName }: LogStreamInput): void {
  const group = groups.require(logGroupName)
  if (!NAME.test(logStreamName)) {
    throw invalidParameter(
      `The log stream name ${JSON.stringify(logStreamName)} must be 1 to 512 characters without ':' and '*'.`,
    )
  }
  if (group.streams.has(logStreamName)) throw alreadyExists('log stream')
  group.stream(logStreamName)
}
