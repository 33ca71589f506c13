import { DailyLimit } from './daily-limit.ts'
import { invalidArgument, limitExceeded, validation } from './errors.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

/** "Scale more than ten times per rolling 24-hour period per stream." */
const SCALINGS_A_DAY = 10
/** "Scale up to more than 10000 shards in a stream." */
const MAX_SHARDS = 10_000

/** Splits and merges shards. "This API is only supported for the data streams with the provisioned capacity mode." */
export class Resharding {
  readonly #streams: StreamDirectory
  readonly #scalings: DailyLimit

  constructor(streams: StreamDirectory) {
    this.#streams = streams
    this.#scalings = new DailyLimit(streams.account.clock, SCALINGS_A_DAY, 'was scaled')
  }

  /**
   * @param newStart the first hash key of the second child
   * @throws AwsError `ResourceNotFoundException`, `InvalidArgumentException`, `ResourceInUseException`,
   * `LimitExceededException`, `ValidationException`
   */
  split(stream: Stream, shardId: string, newStart: bigint): void {
    checkProvisioned(stream)
    const shard = openShard(stream, shardId)
    const { start, end } = shard.range
    if (newStart <= start + 1n || newStart >= end) {
      throw invalidArgument(
        `NewStartingHashKey ${newStart} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
      )
    }
    this.#streams.checkShards(1)
    stream.update(() => stream.shards.split(shard, newStart))
  }

  /**
   * Merges two shards. AWS refuses the shards in the opposite order, which was observed but is not documented.
   *
   * @param lowerId the shard with the lower hash keys
   * @param upperId the adjacent shard
   * @throws AwsError as {@link split}
   */
  merge(stream: Stream, lowerId: string, upperId: string): void {
    checkProvisioned(stream)
    const [lower, upper] = [openShard(stream, lowerId), openShard(stream, upperId)]
    if (lower.range.end + 1n !== upper.range.start) {
      throw invalidArgument(
        `Shards ${lower.id} and ${upper.id} in stream ${stream.name} under account ${stream.accountId} are not an adjacent pair of shards eligible for merging`,
      )
    }
    stream.update(() => stream.shards.merge([lower, upper]))
  }

  /** @throws AwsError as {@link split}; `LimitExceededException` for "below half" and "above double" */
  resize(stream: Stream, target: number): void {
    checkProvisioned(stream)
    const current = stream.shards.open.length
    checkProportion(current, target)
    this.#streams.checkShards(target - current)
    this.#scalings.checkRoom(stream)
    stream.update(() => stream.shards.resize(target))
    this.#scalings.count(stream)
  }
}

function checkProvisioned({ name, accountId, mode }: Stream): void {
  if (mode === 'PROVISIONED') return
  throw validation(`Request is invalid. Stream ${name} under account ${accountId} is in On-Demand mode.`)
}

function openShard(stream: Stream, shardId: string): Shard {
  const shard = stream.shard(shardId)
  if (shard.open) return shard
  throw invalidArgument(
    `Shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
  )
}

function checkProportion(current: number, target: number): void {
  const counts = `Current open shard count: ${current}, Target shard count: ${target}`
  if (target > current * 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    )
  }
  if (target > MAX_SHARDS) {
    throw limitExceeded(
      `UpdateShardCount cannot scale to more than ${MAX_SHARDS} shards in a stream. ${counts}`,
    )
  }
  if (target < current / 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    )
  }
}
