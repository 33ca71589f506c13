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

  sent(messages: number): void {
    this.#count('NumberOfMessagesSent', messages)
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
    if (value === 0) return
    this.#metrics.put({ namespace: NAMESPACE, name, dimensions: this.#dimensions, value, unit: 'Count' })
  }
}
