import type { Account } from '../../account.ts'
import { invalidArgument, limitExceeded, validation } from './errors.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'
import type { StreamDirectory } from './stream-directory.ts'

const DAY_MS = 24 * 3_600_000
/** "Scale more than ten times per rolling 24-hour period per stream." */
const SCALINGS_A_DAY = 10

/** Splits and merges shards. "This API is only supported for the data streams with the provisioned capacity mode." */
export class Resharding {
  readonly #account: Account
  readonly #streams: StreamDirectory
  /** When each stream was scaled of late, in ms since the epoch. */
  readonly #scalings = new WeakMap<Stream, number[]>()

  constructor(streams: StreamDirectory) {
    this.#account = streams.account
    this.#streams = streams
  }

  /**
   * @param newStart where the second child begins
   * @throws AwsError `ResourceNotFoundException`, `InvalidArgumentException`, `ResourceInUseException`,
   *   `LimitExceededException`, `ValidationException`
   */
  split(stream: Stream, shardId: string, newStart: bigint): void {
    assertProvisioned(stream, 'SplitShard')
    const shard = openShard(stream, shardId)
    const { start, end } = shard.range
    if (newStart <= start + 1n || newStart >= end) {
      throw invalidArgument(
        `NewStartingHashKey ${newStart} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
      )
    }
    this.#streams.assertShards(1)
    stream.update(() => stream.shards.split(shard, newStart))
  }

  /**
   * @param shardIds two "adjacent" ones, in any order
   * @throws AwsError as {@link split}
   */
  merge(stream: Stream, shardIds: readonly [string, string]): void {
    assertProvisioned(stream, 'MergeShards')
    const shards = shardIds.map(id => openShard(stream, id)) as [Shard, Shard]
    const [lower, upper] = shards[0].range.start < shards[1].range.start ? shards : [shards[1], shards[0]]
    if (lower.range.end + 1n !== upper.range.start) {
      throw invalidArgument(
        `Shards ${shardIds[0]} and ${shardIds[1]} in stream ${stream.name} under account ${stream.accountId} are not an adjacent pair of shards eligible for merging`,
      )
    }
    stream.update(() => stream.shards.merge([lower, upper]))
  }

  /** @throws AwsError as {@link split}; "below half" and "above double" are a `LimitExceededException` */
  resize(stream: Stream, target: number): void {
    assertProvisioned(stream, 'UpdateShardCount')
    const current = stream.shards.open.length
    assertProportion(current, target)
    this.#streams.assertShards(target - current)
    const recent = this.#recentScalings(stream)
    if (recent.length >= SCALINGS_A_DAY) {
      throw limitExceeded(
        `Stream ${stream.name} under account ${stream.accountId} was scaled ${recent.length} times in 24 hours, which is the most.`,
      )
    }
    stream.update(() => stream.shards.resize(target))
    this.#scalings.set(stream, [...recent, this.#account.clock.now()])
  }

  #recentScalings(stream: Stream): number[] {
    const dayAgo = this.#account.clock.now() - DAY_MS
    return (this.#scalings.get(stream) ?? []).filter(time => time > dayAgo)
  }
}

function assertProvisioned({ name, accountId, mode }: Stream, operation: string): void {
  if (mode === 'PROVISIONED') return
  throw validation(
    `${operation} is not supported for stream ${name} under account ${accountId}, whose mode is ${mode}: Kinesis manages its shards.`,
  )
}

function openShard(stream: Stream, shardId: string): Shard {
  const shard = stream.shard(shardId)
  if (shard.open) return shard
  throw invalidArgument(
    `Shard ${shard.id} in stream ${stream.name} under account ${stream.accountId} is closed: name an open one.`,
  )
}

function assertProportion(current: number, target: number): void {
  const counts = `Current open shard count: ${current}, Target shard count: ${target}`
  if (target > current * 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    )
  }
  if (target < current / 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    )
  }
}
