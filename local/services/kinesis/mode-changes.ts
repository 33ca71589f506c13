import { limitExceeded } from './errors.ts'
import type { Stream, StreamMode } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

const DAY_MS = 24 * 3_600_000
/** "You can switch between the on-demand and provisioned capacity modes twice in 24 hours." */
const CHANGES_A_DAY = 2

/** Switches streams between capacity modes; their shards stay as they are. */
export class ModeChanges {
  readonly #streams: StreamDirectory
  /** When each stream was switched of late, in ms since the epoch. */
  readonly #changes = new WeakMap<Stream, number[]>()

  constructor(streams: StreamDirectory) {
    this.#streams = streams
  }

  /** @throws AwsError `LimitExceededException`, `ResourceInUseException` */
  change(stream: Stream, mode: StreamMode): void {
    const now = this.#streams.account.clock.now()
    const recent = (this.#changes.get(stream) ?? []).filter(time => time > now - DAY_MS)
    if (recent.length >= CHANGES_A_DAY) {
      throw limitExceeded(
        `The mode of stream ${stream.name} under account ${stream.accountId} was changed ${recent.length} times in 24 hours, which is the most.`,
      )
    }
    if (mode === 'ON_DEMAND' && stream.mode !== mode) this.#streams.assertOnDemand()
    stream.update(() => {
      stream.mode = mode
    })
    if (mode !== stream.mode) this.#changes.set(stream, [...recent, now])
  }
}
