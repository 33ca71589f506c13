import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { PurchaseEvent } from '../contracts/purchase-events.ts'
import { MOST_ENTRIES, sendEntries } from '../queue/batch-entries.ts'
import { MAXIMUM_PUBLISHED_BYTES } from '../queue/message-size.ts'
import { boundedChunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { GatheredCalls } from '../runtime/gathered-calls.ts'
import { inTrace, noteSent } from '../runtime/hop.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sns = sdkClient(SNSClient)
const TopicArn = environmentVariable('PURCHASES_TOPIC_ARN')

/** An event to publish. */
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
 * Publishes to the FIFO topic. Events of one customer stay in order if each publish waits for the previous one. An
 * event that is published twice within five minutes arrives once. Events that are published at the same time share a
 * request.
 */
export async function publish(event: PurchaseEvent): Promise<void> {
  await publications.call({
    Message: JSON.stringify(inTrace(event)),
    MessageGroupId: event.data.customerId,
    MessageDeduplicationId: event.id,
  })
  noteSent(TopicArn, event.type, { id: event.id })
}

function publishBatch(batch: readonly Publication[]): Promise<(Error | undefined)[]> {
  const entries = batch.map((publication, index) => ({ Id: String(index), ...publication }))
  return sendEntries('sns', entries, async PublishBatchRequestEntries => {
    const { Failed = [] } = await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
    return Failed
  })
}
