import { DailyLimit } from './daily-limit.ts'
import type { Stream, StreamMode } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

/** "You can switch between the on-demand and provisioned capacity modes twice in 24 hours." */
const CHANGES_A_DAY = 2

/** Switches streams between capacity modes; their shards stay as they are. */
export class ModeChanges {
  readonly #streams: StreamDirectory
  readonly #changes: DailyLimit

  constructor(streams: StreamDirectory) {
    this.#streams = streams
    this.#changes = new DailyLimit(
      streams.account.clock,
      CHANGES_A_DAY,
      'was switched between capacity modes',
    )
  }

  /** @throws AwsError `LimitExceededException`, `ResourceInUseException` */
  change(stream: Stream, mode: StreamMode): void {
    this.#changes.checkRoom(stream)
    if (mode === 'ON_DEMAND' && stream.mode !== mode) this.#streams.checkOnDemand()
    stream.update(() => {
      stream.mode = mode
    })
    if (mode !== stream.mode) this.#changes.count(stream)
  }
}
