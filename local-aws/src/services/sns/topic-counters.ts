import type { Metrics } from '../../ports.ts'
import type { FilteredOut } from './filter-policy.ts'

const NAMESPACE = 'AWS/SNS'

/** Reports the metrics of one topic: SNS developer guide, "Monitoring Amazon SNS topics using CloudWatch". */
export class TopicCounters {
  readonly #metrics: Metrics
  readonly #dimensions: Record<string, string>

  constructor(metrics: Metrics, topicName: string) {
    this.#metrics = metrics
    this.#dimensions = { TopicName: topicName }
  }

  /** @param bytes the size of the message, including its attributes */
  published(bytes: number): void {
    this.#count('NumberOfMessagesPublished')
    this.#put('PublishSize', bytes, 'Bytes')
  }

  /** "The number of messages saved to the topic archive" (Message archiving for FIFO topic owners). */
  archived(bytes: number): void {
    this.#count('NumberOfMessagesArchiveProcessing')
    this.#put('NumberOfBytesArchiveProcessing', bytes, 'Bytes')
  }

  /** AWS has metrics for replayed messages and does not say whether others count them, too. Here they do not. */
  delivered({ replayed }: { replayed: boolean }): void {
    this.#count(replayed ? 'NumberOfReplayedNotificationsDelivered' : 'NumberOfNotificationsDelivered')
  }

  /**
   * "The metric increments by 1 when Amazon SNS stops attempting message deliveries", regardless of what happens to the
   * message then; "this metric does not include messages that were rejected by subscription filter policies".
   */
  failed({ replayed }: { replayed: boolean }): void {
    this.#count(replayed ? 'NumberOfReplayedNotificationsFailed' : 'NumberOfNotificationsFailed')
  }

  /**
   * Each metric with a suffix has one reason. The guide does not say whether a message can count in several of them;
   * here it counts in one, so that their sum equals the metric without a suffix.
   */
  filteredOut(reason: FilteredOut): void {
    this.#count('NumberOfNotificationsFilteredOut')
    this.#count(`NumberOfNotificationsFilteredOut-${reason}`)
  }

  redrivenToDlq(): void {
    this.#count('NumberOfNotificationsRedrivenToDlq')
  }

  failedToRedriveToDlq(): void {
    this.#count('NumberOfNotificationsFailedToRedriveToDlq')
  }

  #count(name: string): void {
    this.#put(name, 1, 'Count')
  }

  #put(name: string, value: number, unit: string): void {
    this.#metrics.put({ namespace: NAMESPACE, name, dimensions: this.#dimensions, value, unit })
  }
}
