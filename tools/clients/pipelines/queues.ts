import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'
import { nameIn } from './name-in.ts'
import type { StackOutput, StageResources } from './stage-resources.ts'
import type { Subscription } from './subscriptions.ts'

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
  /** Where SNS puts what it cannot deliver into this one. */
  readonly undeliveredArns: readonly string[]
  readonly maxReceiveCount: number | undefined
}

/**
 * Describes the queues of a stage.
 *
 * Between two replays, no subscription names the queue for what a replay could not deliver; the stack's outputs do.
 */
export async function queues(
  connection: Connection,
  resources: StageResources,
  subscriptions: readonly Subscription[],
): Promise<Queue[]> {
  const client = new SQSClient(connection)
  const found = await inParallel(resources.of('AWS::SQS::Queue'), AT_ONCE, url => describe(client, url))
  const deadLetters = new Set(found.map(({ deadLetterArn }) => deadLetterArn))
  const named = outputPairs(resources.outputs)
  const withUndelivered = found.map(queue => {
    const subscribed = subscriptions.filter(({ queueArn }) => queueArn === queue.arn)
    const output = found.find(({ url }) => url === named.get(queue.url))
    const arns = [...subscribed.map(({ undeliveredArn }) => undeliveredArn), output?.arn]
    return { ...queue, undeliveredArns: [...new Set(arns)].filter(arn => arn !== undefined) }
  })
  const undelivered = new Set(withUndelivered.flatMap(({ undeliveredArns }) => undeliveredArns))
  return withUndelivered.map(queue => ({
    ...queue,
    role: undelivered.has(queue.arn) ? 'undelivered' : deadLetters.has(queue.arn) ? 'dead-letter' : 'work',
  }))
}

/** From the URL of the output `<X>QueueUrl` to that of `<X>UndeliveredQueueUrl` of the same stack. */
function outputPairs(outputs: readonly StackOutput[]): Map<string, string> {
  const urls = new Map(outputs.map(({ stack, key, value }) => [`${stack}.${key}`, value]))
  return new Map(
    [...urls].flatMap(([name, url]) => {
      const undelivered = urls.get(name.replace(/QueueUrl$/, 'UndeliveredQueueUrl'))
      return undelivered === undefined || undelivered === url ? [] : [[url, undelivered] as const]
    }),
  )
}

async function describe(client: SQSClient, url: string): Promise<Omit<Queue, 'role' | 'undeliveredArns'>> {
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
