import type { Authorization } from '../../../identity/authorization.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import { invalid } from '../errors.ts'
import { isConsumer, isQueue, streamArnOf } from './source-arn.ts'

/** The execution role permissions of "Using Lambda with Amazon SQS". */
const OF_QUEUES = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
/** "Lambda needs the following permissions to manage resources that are related to your Kinesis data stream". */
const OF_STREAMS = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards']

/**
 * Checks when a mapping is created that the function's role may read the event source.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function checkSourcePermissions(
  authorization: Authorization,
  caller: PrincipalCaller,
  eventSourceArn: string,
): void {
  if (isQueue(eventSourceArn)) {
    for (const action of OF_QUEUES) {
      if (authorization.allows(caller, { action: `sqs:${action}`, resource: eventSourceArn })) continue
      // Other checks of Lambda say "the provided execution role" (anomalyco/sst#5737).
      throw invalid(`The function execution role does not have permissions to call ${action} on SQS`)
    }
    return
  }
  const stream = streamArnOf(eventSourceArn)
  const needed = OF_STREAMS.map(action => ({ action: `kinesis:${action}`, resource: stream }))
  if (isConsumer(eventSourceArn)) {
    for (const action of ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard']) {
      needed.push({ action, resource: eventSourceArn })
    }
  }
  for (const permission of needed) {
    if (authorization.allows(caller, permission)) continue
    throw invalid(
      // Quoted in aws-samples/cross-account-amazon-dynamodb-replication#11.
      `Cannot access stream ${stream}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
    )
  }
}
