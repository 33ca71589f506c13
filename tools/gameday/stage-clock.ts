import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'

/** The time of the stage: real time, or the faster time of a local AWS. */
export class StageClock {
  /** How many seconds of the stage's time pass in a real second. */
  readonly scale: number
  /** A reading of the stage's time, in ms since the epoch, at a time of `performance.now()`. */
  readonly #known: { time: number; at: number }

  private constructor(time: number, at: number, scale: number) {
    this.#known = { time, at }
    this.scale = scale
  }

  /** This machine's time, which must agree with the account's. */
  static real(): StageClock {
    return new StageClock(Date.now(), performance.now(), 1)
  }

  /** The time of a local AWS, from the timestamp of a message. */
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

  /** Waits for `ms` of the stage's time; throws when `signal` aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(Math.max(0, ms) / this.scale, undefined, { signal })
  }
}
