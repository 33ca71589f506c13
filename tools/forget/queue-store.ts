import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { Letter } from '../dlq/letter.ts'
import { look, sift } from '../dlq/sifting.ts'
import type { Mention } from './mention.ts'
import type { Store } from './store.ts'

/**
 * The messages of a queue that are about a person.
 *
 * SQS shows a queue by receiving alone: looking hides its messages for a moment, and raises their receive counts by one.
 * Those that are being worked on, or wait for their time, are not shown.
 */
export class QueueStore implements Store {
  readonly name: string
  readonly queue: Queue
  readonly #client: SQSClient
  readonly #mention: Mention
  readonly #signal: AbortSignal
  #seen = 0

  constructor(client: SQSClient, queue: Queue, mention: Mention, signal: AbortSignal) {
    this.name = queue.name
    this.queue = queue
    this.#client = client
    this.#mention = mention
    this.#signal = signal
  }

  /**
   * How many messages the last look did not show: they are received, or wait for their time, or are behind one of their
   * group that is. In a queue that is not worked on, erasing reaches those behind.
   */
  get unseen(): number {
    const { depth, role } = this.queue
    // Apart from those that are shown: of these, some may have come since the depth was read.
    const behind = role === 'work' ? Math.max(0, depth.waiting - this.#seen) : 0
    return depth.inFlight + depth.delayed + behind
  }

  /** A FIFO queue shows the first ten of a group: it may hold more. */
  find(): Promise<number> {
    return this.#count(() => true)
  }

  /** As {@link find}, of messages about purchases alone. */
  purchases(): Promise<number> {
    return this.#count(({ event }) => event?.startsWith('shop.purchase.') === true)
  }

  async #count(counts: (letter: Letter) => boolean): Promise<number> {
    let found = 0
    this.#seen = await look(this.#client, this.queue, this.#signal, letter => {
      if (counts(letter) && this.#isTheirs(letter)) found++
      return true
    })
    return found
  }

  async erase(): Promise<number> {
    let erased = 0
    await sift(this.#client, this.queue, {
      wants: letter => this.#isTheirs(letter),
      take: async () => {
        erased++
      },
      // A group of a queue that is worked on must not change its order under its consumer.
      reachesBehind: this.queue.role !== 'work',
      signal: this.#signal,
    })
    return erased
  }

  /** FIFO queues have a group for each customer, which names them whatever the body is. Those of fair queues are tenants. */
  #isTheirs({ body, group }: Letter): boolean {
    return (this.queue.fifo && this.#mention.isCustomer(group)) || this.#mention.isIn(body)
  }
}
