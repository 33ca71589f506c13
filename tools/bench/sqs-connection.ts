/** One client of SQS that makes one call at a time. */
export interface SqsConnection {
  /** @throws when SQS answers with an error */
  call<Output>(action: SqsAction, input: object): Promise<Output>
  close(): void
}

export type SqsAction = 'CreateQueue' | 'SendMessageBatch' | 'ReceiveMessage' | 'DeleteMessageBatch'
