import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { PurchaseEvent } from '../contracts/purchase-events.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sns = sdkClient(SNSClient)
const topicArn = environmentVariable('PURCHASES_TOPIC_ARN')

/** Publishes to the FIFO topic: events of one customer stay in order; one that is published twice within five minutes arrives once. */
export async function publish(event: PurchaseEvent): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Message: JSON.stringify(event),
      MessageGroupId: event.data.customerId,
      MessageDeduplicationId: event.id,
    }),
  )
}
