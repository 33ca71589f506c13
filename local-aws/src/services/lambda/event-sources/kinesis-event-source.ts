import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { sleep } from '../../../clock.ts'
import type { Metrics, StreamPort, Streams } from '../../../ports.ts'
import type { LambdaFunction } from '../lambda-function.ts'
import type { EventSource } from './event-source.ts'
import type { DestinationServices } from './failure-destination.ts'
import { PolledShard } from './polled-shard.ts'
import { pollingInterval } from './polling-interval.ts'
import type { ShardContext } from './shard-context.ts'
import { ShardReader } from './shard-reader.ts'
import type { ShardRecords } from './shard-records.ts'
import { isConsumer, streamArnOf } from './source-arn.ts'
import type { StreamMappingConfiguration } from './stream-mapping-configuration.ts'
import type { ShardProgress, StreamProgress } from './stream-progress.ts'
import { SubscribedShard } from './subscribed-shard.ts'

/** The services that a stream's event source uses. */
export interface StreamServices extends DestinationServices {
  readonly account: Account
  readonly streams: Streams
  readonly metrics: Metrics
}

/** The mapping that an event source belongs to. */
export interface StreamMapping {
  readonly uuid: string
  readonly eventSourceArn: string
  readonly functionArn: string
  readonly configuration: StreamMappingConfiguration
}

/**
 * Invokes a function with the records of a stream, as Lambda's pollers do ("Using AWS Lambda with Amazon Kinesis",
 * developer guide): shards are independent, except that the children of a resharding wait for their parents.
 */
export class KinesisEventSource implements EventSource {
  readonly #services: StreamServices
  readonly #mapping: StreamMapping
  readonly #progress: StreamProgress
  readonly #invoked: () => LambdaFunction
  readonly #report: (result: string) => void
  readonly #readers = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  /**
   * @param progress of the mapping, which continues where its previous source stopped
   * @param invoked returns the function, or throws `ResourceNotFoundException` if it was deleted
   * @param report called with the result of polling: `OK`, `PROBLEM: …`
   */
  constructor(
    services: StreamServices,
    mapping: StreamMapping,
    progress: StreamProgress,
    invoked: () => LambdaFunction,
    report: (result: string) => void,
  ) {
    this.#services = services
    this.#mapping = mapping
    this.#progress = progress
    this.#invoked = invoked
    this.#report = report
  }

  /** Waits for the previous source of the mapping to finish its work, so that the order is kept. */
  start(): void {
    this.#progress.polling = this.#progress.polling.then(() => this.#poll())
  }

  stop(): void {
    this.#stopping.abort()
  }

  async #poll(): Promise<void> {
    const { clock } = this.#services.account
    const { signal } = this.#stopping
    while (!signal.aborted) {
      this.#discover()
      await sleep(clock, pollingInterval(clock), signal)
    }
    await Promise.all(this.#readers.values())
  }

  #discover(): void {
    try {
      const shards = this.#stream().shards(this.#invoked().caller)
      this.#progress.see(shards)
      for (const shard of this.#progress.readable(shards)) this.#readShard(shard)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      this.#report(`PROBLEM: ${error.message}`)
    }
  }

  #readShard(shard: ShardProgress): void {
    if (this.#readers.has(shard.shardId)) return
    const context = this.#contextOf(shard)
    const reader = new ShardReader(context, this.#recordsOf(context))
    this.#readers.set(
      shard.shardId,
      reader.run().finally(() => this.#readers.delete(shard.shardId)),
    )
  }

  #recordsOf(context: ShardContext): ShardRecords {
    const { eventSourceArn } = this.#mapping
    if (!isConsumer(eventSourceArn)) return new PolledShard(context, () => this.#stream())
    return new SubscribedShard(context, () => this.#services.streams.consumerByArn(eventSourceArn))
  }

  #contextOf(progress: ShardProgress): ShardContext {
    const { account, metrics } = this.#services
    const { uuid, eventSourceArn, functionArn, configuration } = this.#mapping
    const { name, role } = this.#invoked().configuration
    return {
      ...{ account, metrics, configuration, progress, functionArn },
      destinations: this.#services,
      origin: {
        ...{ eventSourceArn, streamArn: streamArnOf(eventSourceArn) },
        ...{ shardId: progress.shardId, roleArn: role },
      },
      mappingId: uuid,
      functionName: name,
      invoked: this.#invoked,
      trimHorizon: () => this.#trimHorizon(),
      report: this.#report,
      signal: this.#stopping.signal,
    }
  }

  /** The records that were read from a deleted stream are still processed. */
  #trimHorizon(): number {
    try {
      return this.#stream().trimHorizon
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return 0
    }
  }

  #stream(): StreamPort {
    return this.#services.streams.byArn(streamArnOf(this.#mapping.eventSourceArn))
  }
}
