import type { Metrics } from '../../ports.ts'

export const NAMESPACE = 'AWS/SQS'

/** Reports the metrics of one queue. Messages that a redrive moves count neither as sent nor as deleted. */
export class QueueCounters {
  readonly #metrics: Metrics
  readonly #dimensions: Record<string, string>

  constructor(metrics: Metrics, queueName: string) {
    this.#metrics = metrics
    this.#dimensions = { QueueName: queueName }
  }

  /** @param sizes of the messages that were added, in bytes */
  sent(sizes: readonly number[]): void {
    this.#count('NumberOfMessagesSent', sizes.length)
    for (const size of sizes) this.#put('SentMessageSize', size, 'Bytes')
  }

  /** Counts messages that were accepted and not added, since their deduplication ids were used before. */
  deduplicated(messages: number): void {
    this.#count('NumberOfDeduplicatedSentMessages', messages)
  }

  received(messages: number): void {
    this.#count('NumberOfMessagesReceived', messages)
  }

  deleted(messages: number): void {
    this.#count('NumberOfMessagesDeleted', messages)
  }

  emptyReceive(): void {
    this.#count('NumberOfEmptyReceives', 1)
  }

  #count(name: string, value: number): void {
    if (value > 0) this.#put(name, value, 'Count')
  }

  #put(name: string, value: number, unit: string): void {
    this.#metrics.put({ namespace: NAMESPACE, name, dimensions: this.#dimensions, value, unit })
  }
}
