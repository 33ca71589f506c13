import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'
import { nameIn } from './name-in.ts'

const AT_ONCE = 8

/** What a queue is for: `work` is what a function takes, the others are for what went wrong. */
export type QueueRole = 'work' | 'dead-letter' | 'undelivered'

/** How many messages there are. SQS counts approximately. */
export interface Depth {
  readonly waiting: number
  /** Received and not deleted: being worked on, or hidden until they are tried again. */
  readonly inFlight: number
  readonly delayed: number
}

/** All of a queue's messages, wherever in it they are. */
export function messagesIn({ waiting, inFlight, delayed }: Depth): number {
  return waiting + inFlight + delayed
}

export interface Queue {
  readonly name: string
  readonly url: string
  readonly arn: string
  readonly role: QueueRole
  readonly fifo: boolean
  readonly depth: Depth
  readonly retentionSeconds: number
  readonly visibilitySeconds: number
  /** Undefined where SQS manages the key. */
  readonly keyId: string | undefined
  /** Where SQS moves what is received too often. */
  readonly deadLetterArn: string | undefined
  readonly maxReceiveCount: number | undefined
}

/**
 * @param urls of the queues
 * @param undelivered the ARNs of those for what SNS could not deliver
 */
export async function queues(
  connection: Connection,
  urls: readonly string[],
  undelivered: readonly string[],
): Promise<Queue[]> {
  const client = new SQSClient(connection)
  const found = await inParallel(urls, AT_ONCE, url => describe(client, url))
  const deadLetters = new Set(found.map(({ deadLetterArn }) => deadLetterArn))
  return found.map(queue => ({
    ...queue,
    role: undelivered.includes(queue.arn)
      ? 'undelivered'
      : deadLetters.has(queue.arn)
        ? 'dead-letter'
        : 'work',
  }))
}

async function describe(client: SQSClient, url: string): Promise<Omit<Queue, 'role'>> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  )
  const redrive = Attributes.RedrivePolicy === undefined ? {} : JSON.parse(Attributes.RedrivePolicy)
  return {
    name: nameIn(url),
    url,
    arn: Attributes.QueueArn ?? '',
    fifo: url.endsWith('.fifo'),
    depth: {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
    },
    retentionSeconds: Number(Attributes.MessageRetentionPeriod),
    visibilitySeconds: Number(Attributes.VisibilityTimeout),
    keyId: Attributes.KmsMasterKeyId,
    deadLetterArn: redrive.deadLetterTargetArn,
    maxReceiveCount: redrive.maxReceiveCount === undefined ? undefined : Number(redrive.maxReceiveCount),
  }
}
