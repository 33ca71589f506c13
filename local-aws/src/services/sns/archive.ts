import { type Clock, toMilliseconds } from '../../clock.ts'
import type { PublishedMessage } from './published-message.ts'

/** What an archive keeps of a message. */
export interface ArchivedContent {
  readonly message: PublishedMessage
  /** The size of the message, including its attributes. */
  readonly bytes: number
  /** The key that encrypted it, even if the topic has another one by now. */
  readonly keyArn: string | undefined
}

/** A message of a topic's archive. */
export interface ArchivedMessage extends ArchivedContent {
  /** When it was published, in milliseconds since the epoch. */
  readonly at: number
}

/** Of one archive. AWS has no such bound: README, "Where it differs from AWS". */
const MAX_BYTES = 128 * 1024 * 1024
/** What the ids, times and objects of a message add to its bytes, roughly. */
const OVERHEAD_BYTES = 1024
const DAY_MS = toMilliseconds({ hours: 24 })

/**
 * The messages that a FIFO topic keeps for its retention period, oldest first: "a single copy of all messages published"
 * (Message archiving for FIFO topic owners). Each has a position, which stays the same when older ones expire.
 */
export class Archive {
  readonly clock: Clock
  #retentionDays: number
  #beginning: number
  /** Those before `#head` are gone. */
  #messages: (ArchivedMessage | undefined)[] = []
  #head = 0
  /** How many were removed from the front of `#messages`. */
  #removed = 0
  #bytes = 0
  #full = false

  /** An empty archive: it holds what is published from now on. */
  constructor(clock: Clock, retentionDays: number) {
    this.clock = clock
    this.#retentionDays = retentionDays
    this.#beginning = clock.now()
  }

  get retentionDays(): number {
    return this.#retentionDays
  }

  /** Messages that are older than the new period go at once, and do not come back. */
  retain(days: number): void {
    this.#expire()
    this.#retentionDays = days
    this.#expire()
  }

  /**
   * `BeginningArchiveTime`: "the earliest starting point at which a message in the topic's archive can be replayed from.
   * This point in time is based on the configured message retention period" (GetTopicAttributes). It is the time of
   * activation at first.
   */
  get beginning(): number {
    this.#expire()
    return this.#beginning
  }

  get messages(): number {
    this.#expire()
    return this.#messages.length - this.#head
  }

  /** The size of all messages, including their attributes. */
  get bytes(): number {
    return this.#bytes - this.messages * OVERHEAD_BYTES
  }

  /** Whether it had to drop messages that its retention keeps. */
  get full(): boolean {
    return this.#full
  }

  /** Adds the newest message. */
  add(added: ArchivedContent): void {
    const latest = this.#messages.at(-1)?.at ?? 0
    // The clock of a machine may be set back, and the order of publication stays.
    const at = Math.max(this.clock.now(), latest)
    this.#messages.push({ ...added, at })
    this.#bytes += added.bytes + OVERHEAD_BYTES
    while (this.#bytes > MAX_BYTES) this.#dropOldest()
    this.#expire()
  }

  /** The position of the first message that was published at `time` or later. */
  positionOf(time: number): number {
    this.#expire()
    let low = this.#head
    let high = this.#messages.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#messages[middle]?.at ?? 0) < time) low = middle + 1
      else high = middle
    }
    return this.#removed + low
  }

  /** The message at `position`, or the oldest if that one is gone, with its position; undefined at the end. */
  from(position: number): { position: number; archived: ArchivedMessage } | undefined {
    this.#expire()
    const index = Math.max(position - this.#removed, this.#head)
    const archived = this.#messages[index]
    return archived && { position: this.#removed + index, archived }
  }

  #expire(): void {
    this.#beginning = Math.max(this.#beginning, this.clock.now() - this.#retentionDays * DAY_MS)
    for (
      let oldest = this.#messages[this.#head];
      oldest && oldest.at < this.#beginning;
      oldest = this.#messages[this.#head]
    ) {
      this.#remove(oldest)
    }
  }

  #dropOldest(): void {
    const oldest = this.#messages[this.#head]
    if (!oldest) return
    this.#full = true
    this.#remove(oldest)
    this.#beginning = Math.max(this.#beginning, oldest.at + 1)
  }

  #remove(oldest: ArchivedMessage): void {
    this.#messages[this.#head] = undefined
    this.#head++
    this.#bytes -= oldest.bytes + OVERHEAD_BYTES
    // Half of the array at a time, so that removing is cheap.
    if (this.#head < 1024 || this.#head * 2 < this.#messages.length) return
    this.#messages = this.#messages.slice(this.#head)
    this.#removed += this.#head
    this.#head = 0
  }
}
