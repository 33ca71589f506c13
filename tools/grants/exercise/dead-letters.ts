import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { inParallel } from '../../clients/in-parallel.ts'
import type { Queue } from '../../clients/pipelines/queues.ts'
import { readDecisions } from '../decisions.ts'
import { closeQueue } from './queue-policy.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 4
const POLL_MS = 500
const DEADLINE_MS = 20_000

/**
 * Sends each consumer a message that no retry can help. While its dead-letter queue is closed, the consumer gives the
 * message back, and writes down the try when it comes again; then it becomes a dead letter.
 */
export async function refuseDeadLetters({ connection, pipelines }: Stage): Promise<void> {
  const sqs = new SQSClient(connection)
  const pairs = pipelines.queues.flatMap(queue => {
    const deadLetters = pipelines.queues.find(({ arn }) => arn === queue.deadLetterArn)
    return queue.role === 'work' && deadLetters ? [{ queue, deadLetters }] : []
  })
  const open = await inParallel(pairs, AT_ONCE, ({ deadLetters }) =>
    closeQueue(sqs, deadLetters.url, deadLetters.arn),
  )
  await inParallel(pairs, AT_ONCE, ({ queue }) => sendNonsense(sqs, queue))
  const closed = pairs.map(({ deadLetters }) => deadLetters.arn)
  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    const { denials } = await readDecisions(connection, connection.endpoint ?? '')
    const refused = new Set(denials.filter(({ explicit }) => explicit).map(({ resource }) => resource))
    if (closed.every(arn => refused.has(arn))) break
    await sleep(POLL_MS)
  }
  for (const each of open) await each()
  sqs.destroy()
}

async function sendNonsense(sqs: SQSClient, { url, fifo }: Queue): Promise<void> {
  const fifoOnly = fifo && { MessageGroupId: 'nonsense', MessageDeduplicationId: randomUUID() }
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{"oops": 1', ...fifoOnly }))
}
