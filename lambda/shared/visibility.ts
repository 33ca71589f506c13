import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import { environmentVariable } from './environment.ts'
import { sdkClient } from './sdk-clients.ts'

const sqs = sdkClient(SQSClient)
const queueUrl = environmentVariable('QUEUE_URL')

/**
 * Hides a message of the function's own queue from now on for so long, instead of for what is left of its
 * visibility timeout. A message that is then reported as failed comes again when that time is over.
 */
export async function hideFor(receiptHandle: string, seconds: number): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  )
}
