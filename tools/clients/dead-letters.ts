import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from './connection.ts'

/** A message in a dead-letter queue. */
export interface DeadLetter {
  messageId: string
  body: string
  /** Why a function gave it up; undefined if the redrive policy moved it after too many receives. */
  reason: string | undefined
  /** How often it had been received before. */
  attempts: number
}

/** Reads up to ten messages and leaves them in the queue. */
export async function peekDeadLetters(connection: Connection, queueUrl: string): Promise<DeadLetter[]> {
  const { Messages = [] } = await new SQSClient(connection).send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  )
  return Messages.map(({ MessageId = '', Body = '', MessageAttributes, Attributes }) => ({
    messageId: MessageId,
    body: Body,
    reason: MessageAttributes?.reason?.StringValue,
    attempts: Number(MessageAttributes?.attempts?.StringValue ?? Attributes?.ApproximateReceiveCount ?? 0),
  }))
}
