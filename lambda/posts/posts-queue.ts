import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { PostEvent } from '../contracts/post-events.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { inTrace, noteSent } from '../runtime/hop.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sqs = sdkClient(SQSClient)
const queueUrl = environmentVariable('POSTS_QUEUE_URL')

/**
 * Queues an event. Events of one post stay in order; an event that is queued twice within five minutes arrives once.
 */
export async function enqueue(event: PostEvent): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(inTrace(event)),
      MessageGroupId: event.data.postId,
      MessageDeduplicationId: event.id,
    }),
  )
  noteSent(queueUrl, event.type, { id: event.id })
}
