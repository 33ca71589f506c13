import { setTimeout as sleep } from 'node:timers/promises'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from './connection.ts'

/** The number of messages in a queue at a time, in ms since the epoch. */
export interface DepthSample {
  at: number
  waiting: number
  /** Messages that were received and not deleted yet. */
  inFlight: number
}

export interface QueueDepthOptions {
  /** The polling interval, in ms. @default 1000 */
  everyMs?: number
  /** The clock for the samples, in ms since the epoch. @default - this machine's clock */
  now?: () => number
}

/** Polls the depth of a queue from its construction until it is stopped. */
export class QueueDepth {
  readonly samples: DepthSample[] = []
  readonly #client: SQSClient
  readonly #queueUrl: string
  readonly #stop = new AbortController()
  readonly #everyMs: number
  readonly #now: () => number
  readonly #ended: Promise<void>

  /** @param watch receives each sample */
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
    // `stop` throws the error.
    this.#ended.catch(() => {})
  }

  /**
   * Since when the queue has been empty, in ms since the epoch; undefined while it is not.
   *
   * SQS's counts are approximate, so this is a hint that the queue is empty, not a proof.
   */
  get emptySince(): number | undefined {
    const last = this.samples.findLastIndex(({ waiting, inFlight }) => waiting + inFlight > 0)
    return this.samples[last + 1]?.at
  }

  /** @throws the error that ended the polling */
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
