import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { Letter } from './letter.ts'
import { traceOf } from './trace-header.ts'

/** What a function adds to a message that it gives up. */
const OF_DEAD_LETTERS = ['reason', 'attempts', 'correlationId']

/** Sends a letter to the queue that it belongs into, as the message that it was. */
export async function sendToWork(client: SQSClient, work: Queue, letter: Letter): Promise<void> {
  await client.send(
    new SendMessageCommand({
      QueueUrl: work.url,
      MessageBody: letter.body,
      MessageAttributes: Object.fromEntries(
        Object.entries(letter.attributes).filter(([name]) => !OF_DEAD_LETTERS.includes(name)),
      ),
      MessageSystemAttributes: traceOf(letter),
      // Of a standard queue it is the tenant, which is kept as well.
      MessageGroupId: letter.group,
      // Not that of the first time: SQS would drop what is redriven within five minutes of it.
      MessageDeduplicationId: work.fifo ? letter.messageId : undefined,
    }),
  )
}
