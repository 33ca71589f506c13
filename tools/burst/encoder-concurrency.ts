import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'

/**
 * How many videos the deployed stack encodes at a time.
 *
 * @throws if there is no limit, since there is then no ideal to compare with
 */
export async function encoderConcurrency(connection: Connection, queueUrl: string): Promise<number> {
  const { Attributes } = await new SQSClient(connection).send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  )
  const { EventSourceMappings = [] } = await new LambdaClient(connection).send(
    new ListEventSourceMappingsCommand({ EventSourceArn: Attributes?.QueueArn }),
  )
  const limit = EventSourceMappings[0]?.ScalingConfig?.MaximumConcurrency
  if (limit !== undefined) return limit
  throw new Error(
    `The event source of ${queueUrl} has no maximum concurrency: deploy the stack with the setting encoderConcurrency.`,
  )
}
