import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sqs = sdkClient(SQSClient)

/** How many messages a queue holds about now, hidden and delayed ones among them. */
export async function depthOf(QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  )
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
}
