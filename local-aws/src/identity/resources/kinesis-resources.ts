import type { Account } from '../../account.ts'
import { type Input, KNOWN_LATER, text } from './find-resources.ts'

/** Their actions have no resource type: policies must name all resources. */
const WITHOUT_RESOURCE = [
  'DisableEnhancedMonitoring',
  'EnableEnhancedMonitoring',
  'UpdateShardCount',
  'UpdateStreamMode',
]
const OF_CONSUMER = ['DeregisterStreamConsumer', 'DescribeStreamConsumer', 'SubscribeToShard']

/**
 * Streams and their consumers.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
 */
export function kinesisResources(
  input: Input,
  account: Account,
  operation: string,
): readonly (string | undefined)[] {
  if (WITHOUT_RESOURCE.includes(operation)) return [undefined]
  const { StreamARN, StreamName, ResourceARN, ConsumerARN, NextToken, ShardIterator } = input
  // A consumer's ARN ends with the time of its registration.
  if (OF_CONSUMER.includes(operation)) return ConsumerARN === undefined ? KNOWN_LATER : [text(ConsumerARN)]
  const name = text(StreamName)
  const stream = text(StreamARN) ?? text(ResourceARN) ?? (name && account.arn('kinesis', `stream/${name}`))
  const encoded = operation === 'ListShards' ? NextToken : ShardIterator
  return stream === undefined && encoded !== undefined ? KNOWN_LATER : [stream]
}
