import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'

/** Long enough to read all of them before the first becomes visible again. */
const VISIBILITY_SECONDS = 60

/** The videos whose upload message is in the dead-letter queue; the messages stay there. */
export class DeadLetteredVideos {
  readonly ids = new Set<string>()
  readonly #client: SQSClient
  readonly #queueUrl: string

  constructor(connection: Connection, queueUrl: string) {
    this.#client = new SQSClient(connection)
    this.#queueUrl = queueUrl
  }

  /** Adds the messages that are visible now to {@link ids}; those read in the last minute are not visible. */
  async look(): Promise<void> {
    for (;;) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: VISIBILITY_SECONDS,
          WaitTimeSeconds: 1,
        }),
      )
      if (Messages.length === 0) return
      for (const { Body = '' } of Messages) {
        const id = /"key":"uploads\/([^"]+)"/.exec(Body)?.[1]
        if (id !== undefined) this.ids.add(id)
      }
    }
  }
}
