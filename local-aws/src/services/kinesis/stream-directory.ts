import type { Account } from '../../account.ts'
import type { Metrics } from '../../ports.ts'
import { invalidArgument, limitExceeded, resourceInUse, streamNotFound } from './errors.ts'
import { Stream, type StreamDefinition } from './stream.ts'
import { StreamCounters } from './stream-counters.ts'
import { TRANSITION_MS } from './transition.ts'

/** "The default shard quota is 20,000 shards per AWS account" in us-east-1. */
export const MAX_SHARDS = 20_000
/** "Up to 50 data streams with the on-demand capacity mode." */
export const MAX_ON_DEMAND_STREAMS = 50
/** "More than five streams in the CREATING state at any point in time." */
const MAX_CREATING_STREAMS = 5
/** `arn:aws:kinesis:<region>:<account>:stream/<name>`; a consumer's ARN continues after it. */
const STREAM_ARN = /^arn:aws[a-z-]*:kinesis:([^:]*):(\d{12}):stream\/([^/:]+)$/

/** How requests name a stream: "you must use either the StreamARN or the StreamName parameter, or both". */
export interface StreamReference {
  StreamName?: string
  StreamARN?: string
}

/** The streams of the account, by name. */
export class StreamDirectory {
  readonly account: Account
  readonly #metrics: Metrics
  readonly #streams = new Map<string, Stream>()

  constructor(account: Account, metrics: Metrics) {
    this.account = account
    this.#metrics = metrics
  }

  /** All streams, ordered by name. */
  all(): Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Creates a stream, which is CREATING for a while. */
  create(definition: StreamDefinition): Stream {
    const stream = this.make(definition)
    this.account.clock.setTimer(TRANSITION_MS, () => stream.activate())
    return stream
  }

  /**
   * Creates a stream, which is CREATING until its status is changed.
   *
   * @throws AwsError `ResourceInUseException` if the name is taken, `LimitExceededException`
   */
  make(definition: StreamDefinition): Stream {
    const { name } = definition
    if (this.#streams.has(name)) {
      throw resourceInUse(`Stream ${name} under account ${this.account.id} already exists.`)
    }
    this.#checkRoomFor(definition)
    const stream = new Stream(this.account, definition, new StreamCounters(this.#metrics, name))
    this.#streams.set(name, stream)
    return stream
  }

  /** @throws AwsError `ResourceInUseException` unless it is ACTIVE */
  delete(stream: Stream): void {
    stream.delete(() => this.#forget(stream))
  }

  /**
   * Deletes a stream at once: who waits until it is gone sees no DELETING.
   *
   * @throws AwsError `ResourceInUseException` unless it is ACTIVE
   */
  remove(stream: Stream): void {
    stream.checkActive()
    this.#forget(stream)
  }

  /**
   * @throws AwsError `ResourceNotFoundException`, or `InvalidArgumentException` if the reference names no stream, or
   * two
   */
  byReference({ StreamName, StreamARN }: StreamReference): Stream {
    if (StreamARN === undefined) {
      if (StreamName === undefined) throw invalidArgument('Either StreamName or StreamARN must be provided.')
      return this.byName(StreamName)
    }
    const stream = this.byArn(StreamARN)
    if (StreamName !== undefined && StreamName !== stream.name) {
      throw invalidArgument(
        `StreamName ${StreamName} is not the name of the stream ${StreamARN}: give one of them.`,
      )
    }
    return stream
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name)
  }

  arnOf(name: string): string {
    return this.account.arn('kinesis', `stream/${name}`)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  byName(name: string): Stream {
    const stream = this.#streams.get(name)
    if (!stream) throw streamNotFound(name, this.account.id)
    return stream
  }

  /** @throws AwsError `ResourceNotFoundException`, `InvalidArgumentException` if it is not the ARN of a stream */
  byArn(arn: string): Stream {
    const [, region, accountId, name] = STREAM_ARN.exec(arn) ?? []
    if (name === undefined || accountId === undefined) {
      throw invalidArgument(
        `${arn} is not the ARN of a stream: arn:aws:kinesis:<region>:<account>:stream/<name>.`,
      )
    }
    if (region !== this.account.region || accountId !== this.account.id) throw streamNotFound(name, accountId)
    return this.byName(name)
  }

  /** The number of open shards of all streams. */
  get openShards(): number {
    return this.all().reduce((sum, { shards }) => sum + shards.open.length, 0)
  }

  get onDemandStreams(): number {
    return this.all().filter(({ mode }) => mode === 'ON_DEMAND').length
  }

  /** @throws AwsError `LimitExceededException` */
  checkShards(additional: number): void {
    const current = this.openShards
    if (current + additional <= MAX_SHARDS) return
    throw limitExceeded(
      `This request would exceed the shard limit for the account ${this.account.id} in ${this.account.region}. Current shard count for the account: ${current}. Limit: ${MAX_SHARDS}. Number of additional shards that would have resulted from this request: ${additional}.`,
    )
  }

  /** @throws AwsError `LimitExceededException` if the account has the maximum number of on-demand streams */
  checkOnDemand(): void {
    if (this.onDemandStreams < MAX_ON_DEMAND_STREAMS) return
    throw limitExceeded(
      `Account ${this.account.id} has ${MAX_ON_DEMAND_STREAMS} on-demand streams already, the maximum.`,
    )
  }

  #forget(stream: Stream): void {
    this.#streams.delete(stream.name)
    const gone = streamNotFound(stream.name, stream.accountId)
    for (const { subscriptions } of stream.consumers.values()) subscriptions.fail(gone)
  }

  #checkRoomFor({ mode, shardCount }: StreamDefinition): void {
    this.checkShards(shardCount)
    const creating = this.all().filter(({ status }) => status === 'CREATING').length
    if (creating >= MAX_CREATING_STREAMS) {
      throw limitExceeded(
        `${creating} streams are CREATING under account ${this.account.id}, the maximum at a time: wait until one is ACTIVE.`,
      )
    }
    if (mode === 'ON_DEMAND') this.checkOnDemand()
  }
}
