import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { Letter } from './letter.ts'

/** "Valid values: 1 to 10" messages at once (SQS, ReceiveMessage, ChangeMessageVisibilityBatch). */
export const AT_ONCE = 10

/** The letters of a queue that this process hides from others. Of each it keeps the handle alone: a letter may have 1 MiB. */
export class HeldLetters {
  readonly #client: SQSClient
  readonly #url: string
  readonly #held = new Map<string, { receiptHandle: string; group: string | undefined }>()
  /** Those too that were taken out since. */
  readonly #known = new Set<string>()

  constructor(client: SQSClient, { url }: Queue) {
    this.#client = client
    this.#url = url
  }

  /** How many different letters there have been. */
  get seen(): number {
    return this.#known.size
  }

  /** @returns whether it is the first time: a letter comes again when its time of being hidden is over */
  add({ messageId, receiptHandle, group }: Letter): boolean {
    const isNew = !this.#known.has(messageId)
    this.#known.add(messageId)
    this.#held.set(messageId, { receiptHandle, group })
    return isNew
  }

  /** It was deleted. */
  forget({ messageId }: Letter): void {
    this.#held.delete(messageId)
  }

  /** Lets others see those of a group again, at once. */
  async releaseGroup(group: string | undefined): Promise<void> {
    await this.#release([...this.#held].filter(([, held]) => held.group === group))
  }

  /** Lets others see all of them again, at once. */
  async release(): Promise<void> {
    await this.#release([...this.#held])
  }

  async #release(letters: readonly (readonly [string, { receiptHandle: string }])[]): Promise<void> {
    for (let start = 0; start < letters.length; start += AT_ONCE) {
      const some = letters.slice(start, start + AT_ONCE)
      const Entries = some.map(([, { receiptHandle }], index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      }))
      await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#url, Entries }))
      for (const [messageId] of some) this.#held.delete(messageId)
    }
  }
}
