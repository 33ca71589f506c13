import { setTimeout as sleep } from 'node:timers/promises'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from './connection.ts'

/** How many messages a queue had at a time, in ms since the epoch. */
export interface DepthSample {
  at: number
  waiting: number
  /** Received and not deleted: being worked on. */
  inFlight: number
}

export interface QueueDepthOptions {
  /** From one look to the next, in ms. @default 1000 */
  everyMs?: number
  /** Tells the time of the samples, in ms since the epoch. @default - this machine's */
  now?: () => number
}

/** Looks at a queue again and again, from when it is made until it is told to stop. */
export class QueueDepth {
  readonly samples: DepthSample[] = []
  readonly #client: SQSClient
  readonly #queueUrl: string
  readonly #stop = new AbortController()
  readonly #everyMs: number
  readonly #now: () => number
  readonly #ended: Promise<void>

  /** @param watch is told of each sample */
  constructor(
    connection: Connection,
    queueUrl: string,
    watch: (sample: DepthSample) => void,
    { everyMs = 1_000, now = Date.now }: QueueDepthOptions = {},
  ) {
    this.#client = new SQSClient(connection)
    this.#queueUrl = queueUrl
    this.#everyMs = everyMs
    this.#now = now
    this.#ended = this.#sample(watch)
    // Whoever stops it is told.
    this.#ended.catch(() => {})
  }

  /**
   * Since when there has been nothing in the queue, in ms since the epoch; undefined as long as there is.
   *
   * SQS counts approximately: an empty queue is a reason to look, no proof.
   */
  get emptySince(): number | undefined {
    const last = this.samples.findLastIndex(({ waiting, inFlight }) => waiting + inFlight > 0)
    return this.samples[last + 1]?.at
  }

  /** @throws what kept it from looking */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  async #sample(watch: (sample: DepthSample) => void): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const { Attributes } = await this.#client.send(
        new GetQueueAttributesCommand({
          QueueUrl: this.#queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      )
      const sample = {
        at: this.#now(),
        waiting: Number(Attributes?.ApproximateNumberOfMessages),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      }
      this.samples.push(sample)
      watch(sample)
      await sleep(this.#everyMs, undefined, { signal }).catch(() => {})
    }
  }
}
