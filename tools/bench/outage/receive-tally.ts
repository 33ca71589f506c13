import type { Hop } from '../../clients/trail.ts'

const MINUTE_MS = 60_000

/** Counts how often messages were received during an outage, by the time since its start. */
export class ReceiveTally {
  readonly #startedAt: number
  /** By whole minutes since the start. */
  readonly #byMinute: number[] = []
  readonly #messages = new Set<string>()
  #most = 0

  /** @param startedAt when the outage started, in ms since the epoch, in the stage's time */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  /** The most receives of one message. */
  get most(): number {
    return this.#most
  }

  /** How many messages were received at least once. */
  get messages(): number {
    return this.#messages.size
  }

  /** @param hop a line of the log: one receive */
  add({ messageId, receivedAt, receiveCount }: Pick<Hop, 'messageId' | 'receivedAt' | 'receiveCount'>): void {
    const minute = Math.floor((Date.parse(receivedAt) - this.#startedAt) / MINUTE_MS)
    this.#byMinute[minute] = (this.#byMinute[minute] ?? 0) + 1
    this.#messages.add(messageId)
    this.#most = Math.max(this.#most, receiveCount)
  }

  /** The receives of all messages in the first `minutes` minutes. */
  within(minutes: number): number {
    return this.#byMinute.slice(0, minutes).reduce((sum, count = 0) => sum + count, 0)
  }
}
