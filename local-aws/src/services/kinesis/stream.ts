import type { Account } from '../../account.ts'
import { resourceInUse, shardNotFound } from './errors.ts'
import { OnDemandScaling } from './on-demand-scaling.ts'
import type { PolicyHolder, ResourcePolicy } from './resource-policies.ts'
import type { Shard } from './shard.ts'
import type { StreamConsumer } from './stream-consumer.ts'
import type { StreamCounters } from './stream-counters.ts'
import { StreamShards } from './stream-shards.ts'
import { TRANSITION_MS } from './transition.ts'

export type StreamMode = 'PROVISIONED' | 'ON_DEMAND'
export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

const HOUR_MS = 3_600_000
/** "By default, the retention period is 24 hours." */
export const DEFAULT_RETENTION_HOURS = 24
/** An on-demand stream starts with "4 MB/s" of writes: four shards. */
export const ON_DEMAND_SHARDS = 4
/** "The default maximum record size is 1 MiB." */
export const DEFAULT_RECORD_KIB = 1024

export interface StreamDefinition {
  name: string
  mode: StreamMode
  shardCount: number
  maximumRecordKiB?: number
}

/** A data stream with its shards, settings and registered consumers. */
export class Stream implements PolicyHolder {
  readonly name: string
  readonly arn: string
  readonly accountId: string
  /** In ms since the epoch. */
  readonly createdAt: number
  readonly tags = new Map<string, string>()
  /** By name. */
  readonly consumers = new Map<string, StreamConsumer>()
  readonly shards: StreamShards
  readonly counters: StreamCounters
  readonly onDemandScaling: OnDemandScaling
  /** The enabled shard-level metrics. */
  monitored: ReadonlySet<string> = new Set()
  mode: StreamMode
  maximumRecordKiB: number
  /** Id, ARN or alias of the key that encrypts it, if any. */
  kmsKey: string | undefined
  policy: ResourcePolicy | undefined
  readonly #account: Account
  #status: StreamStatus = 'CREATING'
  #retentionHours = DEFAULT_RETENTION_HOURS
  /** The trim horizon when the retention was last changed. */
  #expiredBefore = Number.NEGATIVE_INFINITY

  constructor(account: Account, definition: StreamDefinition, counters: StreamCounters) {
    this.#account = account
    this.name = definition.name
    this.arn = account.arn('kinesis', `stream/${definition.name}`)
    this.accountId = account.id
    this.createdAt = account.clock.now()
    this.mode = definition.mode
    this.maximumRecordKiB = definition.maximumRecordKiB ?? DEFAULT_RECORD_KIB
    this.shards = new StreamShards(account.clock, definition.shardCount)
    this.counters = counters
    this.onDemandScaling = new OnDemandScaling(account.clock, this.shards, () => this.mode === 'ON_DEMAND')
  }

  get status(): StreamStatus {
    return this.#status
  }

  /** "Read and write operations continue to work while the stream is in the UPDATING state." */
  get usable(): boolean {
    return this.#status === 'ACTIVE' || this.#status === 'UPDATING'
  }

  get retentionHours(): number {
    return this.#retentionHours
  }

  /** Records that arrived before this time have expired; in ms since the epoch. */
  get trimHorizon(): number {
    return Math.max(this.#expiredBefore, this.#account.clock.now() - this.#retentionHours * HOUR_MS)
  }

  activate(): void {
    this.#status = 'ACTIVE'
  }

  /** @throws AwsError `ResourceInUseException` */
  checkActive(): void {
    if (this.#status === 'ACTIVE') return
    throw resourceInUse(
      `Stream ${this.name} under account ${this.accountId} not ACTIVE, instead in state ${this.#status}`,
    )
  }

  /**
   * Sets the status to UPDATING for a while, then makes the change.
   *
   * @throws AwsError `ResourceInUseException` unless it is ACTIVE
   */
  update(change: () => void): void {
    this.checkActive()
    this.#status = 'UPDATING'
    this.#account.clock.setTimer(TRANSITION_MS, () => {
      change()
      this.#status = 'ACTIVE'
    })
  }

  /** @throws AwsError `ResourceInUseException` unless it is ACTIVE */
  delete(whenGone: () => void): void {
    this.checkActive()
    this.#status = 'DELETING'
    this.#account.clock.setTimer(TRANSITION_MS, whenGone)
  }

  /**
   * Changes the retention period. A longer one "does not make previous, expired data … accessible", nor shards that
   * ended before.
   */
  retain(hours: number): void {
    this.#expiredBefore = this.trimHorizon
    this.#retentionHours = hours
  }

  /** The shards whose records may not have expired yet, ordered by id; none while the stream is being created. */
  get listedShards(): readonly Shard[] {
    if (!this.usable) return []
    const horizon = this.trimHorizon
    return this.shards.all.filter(({ closedAt = Number.POSITIVE_INFINITY }) => closedAt >= horizon)
  }

  /** Undefined if the shard does not exist or its records have expired. */
  findShard(shardId: string): Shard | undefined {
    const shard = this.usable ? this.shards.find(shardId) : undefined
    return shard && (shard.closedAt ?? Number.POSITIVE_INFINITY) >= this.trimHorizon ? shard : undefined
  }

  /** @throws AwsError `ResourceNotFoundException` */
  shard(shardId: string): Shard {
    const shard = this.findShard(shardId)
    if (!shard) throw shardNotFound(shardId, this)
    return shard
  }
}
