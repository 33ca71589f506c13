import { type Clock, toMilliseconds } from '../../clock.ts'
import { limitExceeded } from './errors.ts'
import type { Stream } from './stream.ts'

const DAY_MS = toMilliseconds({ hours: 24 })

/** Limits how often an operation may be applied to each stream "in a rolling 24-hour period". */
export class DailyLimit {
  readonly #clock: Clock
  readonly #most: number
  readonly #done: string
  /** The times of the operation in the last 24 hours, in ms since the epoch. */
  readonly #times = new WeakMap<Stream, number[]>()

  /** @param done the operation in an error message, such as `was scaled` */
  constructor(clock: Clock, most: number, done: string) {
    this.#clock = clock
    this.#most = most
    this.#done = done
  }

  /** @throws AwsError `LimitExceededException` if the stream has reached the limit */
  checkRoom(stream: Stream): void {
    if (this.#recent(stream).length < this.#most) return
    throw limitExceeded(
      `Stream ${stream.name} under account ${stream.accountId} ${this.#done} ${this.#most} times in 24 hours, the maximum.`,
    )
  }

  count(stream: Stream): void {
    this.#times.set(stream, [...this.#recent(stream), this.#clock.now()])
  }

  #recent(stream: Stream): number[] {
    const dayAgo = this.#clock.now() - DAY_MS
    return (this.#times.get(stream) ?? []).filter(time => time > dayAgo)
  }
}
