import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { PurchaseEvent } from '../contracts/purchase-events.ts'
import { MOST_ENTRIES, sendEntries } from '../queue/batch-entries.ts'
import { MAXIMUM_PUBLISHED_BYTES } from '../queue/message-size.ts'
import { boundedChunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sns = sdkClient(SNSClient)
const TopicArn = environmentVariable('PURCHASES_TOPIC_ARN')

/** An event as it is published. */
interface Publication {
  readonly Message: string
  readonly MessageGroupId: string
  readonly MessageDeduplicationId: string
}

const publications = new GatheredCalls<Publication>({
  batches: waiting =>
    boundedChunks(waiting, ({ Message }) => Buffer.byteLength(Message), {
      values: MOST_ENTRIES,
      bytes: MAXIMUM_PUBLISHED_BYTES,
    }),
  call: publishBatch,
})

/**
 * Publishes to the FIFO topic: events of one customer stay in order where each waits for the one before it; one that is
 * published twice within five minutes arrives once. Those that are published at the same time go in one request.
 */
export function publish(event: PurchaseEvent): Promise<void> {
  return publications.call({
    Message: JSON.stringify(event),
    MessageGroupId: event.data.customerId,
    MessageDeduplicationId: event.id,
  })
}

function publishBatch(batch: readonly Publication[]): Promise<(Error | undefined)[]> {
  const entries = batch.map((publication, index) => ({ Id: String(index), ...publication }))
  return sendEntries('sns', entries, async PublishBatchRequestEntries => {
    const { Failed = [] } = await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
    return Failed
  })
}
