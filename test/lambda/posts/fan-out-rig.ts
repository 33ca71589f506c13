import { randomUUID } from 'node:crypto'
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateConfigurationSetCommand, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Message } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>

/** Late for its objective, and young enough for the mailer. */
const TWO_DAYS_AGO = new Date(Date.now() - 2 * 86_400_000).toISOString()

/** The fan-out between its queues and tables, with pages of a few subscribers; and the mailer behind it. */
export class FanOutRig extends FunctionRig {
  posts = ''
  emails = ''
  deadLetters = ''
  #fanOut: Handler | undefined
  #mailer: Handler | undefined

  async openWithPagesOf(size: number): Promise<void> {
    await this.open('posts-fan-out')
    this.posts = await this.queue('posts.fifo')
    this.emails = await this.queue('emails')
    this.deadLetters = await this.queue('dead-letters.fifo')
    this.environment({
      POSTS_TABLE: await this.table('posts', 'postId'),
      SUBSCRIBERS_TABLE: await this.table('subscribers', 'authorId', 'subscriberId', {
        'by-mailbox': ['authorId', 'mailbox'],
      }),
      POSTS_QUEUE_URL: this.posts,
      EMAILS_QUEUE_URL: this.emails,
      UNSUBSCRIBE_KEY_ID: await this.hmacKey(),
      UNSUBSCRIBE_URL: 'https://blog.example/unsubscribe',
      DEAD_LETTER_QUEUE_URL: this.deadLetters,
      SENDER: 'blog@blog.example',
      TRANSACTIONAL_CONFIGURATION_SET: 'mail',
      MARKETING_CONFIGURATION_SET: 'mail-marketing',
      SES_TENANTS: 'false',
      SENT_TABLE: await this.table('sent', 'id'),
      SUPPRESSION_TABLE: await this.table('suppression', 'address'),
      QUEUE_URL: this.emails,
    })
    const ses = new SESv2Client(this.client)
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'blog.example' }))
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'mail-marketing' }))
    const { fifoQueueHandler } = await import('../../../lambda/queue/batch.ts')
    const { pagesOf } = await import('../../../lambda/posts/pages.ts')
    this.#fanOut = fifoQueueHandler(pagesOf(size))
    this.#mailer = (await import('../../../lambda/mail/functions/mailer.ts')).handler
  }

  /** At most 25: as many as one request writes. */
  async subscribe(authorId: string, subscriberIds: readonly string[]): Promise<void> {
    if (subscriberIds.length === 0) return
    const subscribers = subscriberIds.map(subscriberId => ({
      PutRequest: {
        Item: {
          authorId: { S: authorId },
          subscriberId: { S: subscriberId },
          email: { S: `${subscriberId}@${authorId}.example` },
        },
      },
    }))
    const client = new DynamoDBClient(this.client)
    await client.send(new BatchWriteItemCommand({ RequestItems: { subscribers } }))
  }

  /** A post as `POST /posts` leaves it behind: in the table, and its message in the queue. */
  async publish(authorId: string): Promise<string> {
    const { keepPost } = await import('../../../lambda/posts/posts-table.ts')
    const { publishedEvent } = await import('../../../lambda/posts/post.ts')
    const { newPost } = await import('../../../lambda/posts/publish-post.ts')
    const { enqueue } = await import('../../../lambda/posts/posts-queue.ts')
    const postId = randomUUID()
    const request = {
      authorId,
      title: 'On <bugs>',
      text: 'A moth.\n\nIn the relay.',
      url: 'https://blog.example/1',
    }
    const post = await keepPost(newPost(request, postId, TWO_DAYS_AGO))
    await enqueue(publishedEvent(post))
    return postId
  }

  /** Hands the fan-out one message. @returns whether it is done with it */
  async fanOut({ Body = '', MessageId, Attributes }: Message): Promise<boolean> {
    const place = { queue: 'posts.fifo', messageId: MessageId, group: Attributes?.MessageGroupId }
    const response = await this.#fanOut?.(sqsEvent(sqsRecord(Body, place)), context)
    return response?.batchItemFailures.length === 0
  }

  async mail(messages: readonly Message[]): Promise<void> {
    const records = messages.map(({ Body = '', MessageId }) => sqsRecord(Body, { messageId: MessageId }))
    await this.#mailer?.(sqsEvent(...records), context)
  }

  /** Takes everything out of a queue. */
  async drained(queueUrl: string): Promise<Message[]> {
    const messages: Message[] = []
    for (;;) {
      const arrived = await this.arrived(queueUrl)
      if (arrived.length === 0) return messages
      messages.push(...arrived)
    }
  }
}
