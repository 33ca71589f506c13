import { hash } from 'node:crypto'
import type { MessageContent } from './message.ts'
import { RecentIds } from './recent-ids.ts'

/**
 * Sends of the last 5 minutes by deduplication id.
 *
 * "Any messages sent with the same MessageDeduplicationId are accepted successfully but aren't delivered during
 * the 5-minute deduplication interval." "Amazon SQS continues to keep track of the message deduplication ID even
 * after the message is received and deleted." (SendMessage)
 */
export class Deduplication<Sent> {
  readonly #recent = new RecentIds<Sent>()

  /**
   * Calls `send`, unless the id was used within the interval; in that case returns the result of the earlier send.
   *
   * @param scope the message group within which the id is unique; undefined for the whole queue
   */
  once(id: string, scope: string | undefined, now: number, send: () => Sent): Sent {
    const key = scope === undefined ? id : `${scope} ${id}`
    const earlier = this.#recent.find(key, now)
    if (earlier) return earlier
    const sent = send()
    this.#recent.remember(key, sent, now)
    return sent
  }
}

/** "A SHA-256 hash … using the body of the message (but not the attributes of the message)." */
export function contentId({ body }: MessageContent): string {
  return hash('sha256', body)
}
