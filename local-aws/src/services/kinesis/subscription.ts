import type { Account } from '../../account.ts'
import type { AwsError } from '../../aws-error.ts'
import type { Timer } from '../../clock.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'
import type { TokenBucket } from '../../token-bucket.ts'
import { decryptRecords } from './encryption.ts'
import type { StoredRecord } from './record-log.ts'
import { continuation, following, type SequenceNumber } from './sequence-number.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'

/** "Your consumer starts receiving events … for up to 5 minutes" (SubscribeToShard). */
const LIFETIME_MS = 300_000
/** AWS does not document the size of an event; a larger record is sent in an event of its own. */
const EVENT_BYTES = 1024 * 1024
const EVENT_RECORDS = 10_000

/** An event of a subscription. */
export interface ShardEvent {
  records: readonly StoredRecord[]
  /** Where to continue after this event; null at the end of a closed shard. */
  continuation: SequenceNumber | null
  millisBehindLatest: number
  /** At the end of a closed shard: the shards that continue its hash keys. */
  childShards: readonly Shard[] | undefined
}

export interface SubscriptionOptions {
  account: Account
  keys: Keys
  stream: Stream
  shard: Shard
  consumerName: string
  /** The sequence number of the first record to read, or a lower number. */
  from: SequenceNumber
  /** The rate in bytes at which the consumer reads the shard. */
  rate: TokenBucket
  caller: Caller
}

/** One successful call of SubscribeToShard: sends the shard's records in events as they arrive. */
export class Subscription {
  readonly #options: SubscriptionOptions
  readonly #expiry: Timer
  readonly #unwatch: () => void
  #position: SequenceNumber
  #end: { failure: AwsError | undefined } | undefined
  #wake: (() => void) | undefined

  constructor(options: SubscriptionOptions) {
    this.#options = options
    this.#position = options.from
    this.#expiry = options.account.clock.setTimer(LIFETIME_MS, () => this.close())
    this.#unwatch = options.shard.watch(() => this.#wake?.())
  }

  /**
   * The next event, as soon as there are records and the rate allows them, or the shard ends. Only one call at a time
   * is allowed.
   *
   * @param patienceMs the time after which an event without records is sent. @default - never
   * @returns undefined when the subscription is over
   * @throws AwsError the reason for the end: `ResourceInUseException`, `ResourceNotFoundException`, or an error of the
   * key
   */
  async next(patienceMs = Number.POSITIVE_INFINITY): Promise<ShardEvent | undefined> {
    const { clock } = this.#options.account
    const idleUntil = clock.now() + patienceMs
    while (this.#end === undefined) {
      const event = this.#read()
      const isIdle = event.records.length === 0 && event.childShards === undefined
      const wait = isIdle ? idleUntil - clock.now() : this.#options.rate.waitFor(bytesOf(event))
      if (wait <= 0) return this.#deliver(event)
      await this.#change(wait)
    }
    if (this.#end.failure) throw this.#end.failure
    return undefined
  }

  /** Ends the subscription: it has expired, the shard has ended, or the client has disconnected. */
  close(): void {
    this.#finish(undefined)
  }

  /** Ends the subscription with an exception. */
  fail(failure: AwsError): void {
    this.#finish(failure)
  }

  #read(): ShardEvent {
    const { account, stream, shard } = this.#options
    shard.records.trim(stream.trimHorizon)
    const bounds = { records: EVENT_RECORDS, bytes: EVENT_BYTES }
    const { records, more } = shard.records.read(this.#position, bounds)
    const last = records.at(-1)
    const ended = !shard.open && !more
    return {
      records,
      continuation: ended ? null : continuation(last ? following(last.sequenceNumber) : this.#position),
      millisBehindLatest: more && last ? account.clock.now() - last.arrivedAt : 0,
      childShards: ended ? shard.children : undefined,
    }
  }

  #deliver(event: ShardEvent): ShardEvent {
    const { keys, stream, consumerName, rate, caller } = this.#options
    const { records, millisBehindLatest } = event
    decryptRecords(keys, stream, records, caller)
    const bytes = bytesOf(event)
    rate.take(bytes)
    stream.counters.pushed(consumerName, { records: records.length, bytes, ageMs: millisBehindLatest })
    const last = records.at(-1)
    if (last) this.#position = following(last.sequenceNumber)
    if (event.childShards) this.close()
    return event
  }

  #finish(failure: AwsError | undefined): void {
    if (this.#end) return
    this.#end = { failure }
    this.#expiry.cancel()
    this.#unwatch()
    this.#wake?.()
  }

  /** Resolves when records arrive, the shard or the subscription ends, or `delayMs` pass. */
  #change(delayMs: number): Promise<void> {
    return new Promise(resolve => {
      let timer: Timer | undefined
      this.#wake = () => {
        timer?.cancel()
        this.#wake = undefined
        resolve()
      }
      if (Number.isFinite(delayMs)) {
        timer = this.#options.account.clock.setTimer(delayMs, () => this.#wake?.())
      }
    })
  }
}

function bytesOf({ records }: ShardEvent): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0)
}
