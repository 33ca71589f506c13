import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'

/** The time where the stacks are: that of the real world, or of a local AWS on which time passes faster. */
export class StageClock {
  /** How many seconds pass in a real one. */
  readonly scale: number
  /** What the stage's time was, in ms since the epoch, at a time of `performance.now()`. */
  readonly #known: { time: number; at: number }

  private constructor(time: number, at: number, scale: number) {
    this.#known = { time, at }
    this.scale = scale
  }

  /** This machine's time: an account's clock and this one had better agree. */
  static real(): StageClock {
    return new StageClock(Date.now(), performance.now(), 1)
  }

  /** The time of a local AWS, as it stamps a message. */
  static async scaled(connection: Connection, scale: number): Promise<StageClock> {
    const sqs = new SQSClient(connection)
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'gameday-clock' }))
    const before = performance.now()
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'What time is it?' }))
    const between = (before + performance.now()) / 2
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['SentTimestamp'] }),
    )
    await sqs.send(new DeleteQueueCommand({ QueueUrl }))
    return new StageClock(Number(Messages?.[0]?.Attributes?.SentTimestamp), between, scale)
  }

  /** In ms since the epoch. */
  now(): number {
    return Math.round(this.#known.time + (performance.now() - this.#known.at) * this.scale)
  }

  /** Waits for so many ms of the stage's time; throws when `signal` aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(Math.max(0, ms) / this.scale, undefined, { signal })
  }
}
