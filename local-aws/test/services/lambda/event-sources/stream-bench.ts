import type { KinesisStreamEvent } from 'aws-lambda'
import { Account } from '../../../../src/account.ts'
import { AwsError } from '../../../../src/aws-error.ts'
import { SteppedClock, sleep } from '../../../../src/clock.ts'
import { CredentialStore } from '../../../../src/identity/credentials.ts'
import type { Keys, Metrics, Queues, Streams, Topics } from '../../../../src/ports.ts'
import { Random } from '../../../../src/random.ts'
import { Consumers } from '../../../../src/services/kinesis/consumers.ts'
import { InProcessConsumer } from '../../../../src/services/kinesis/in-process-consumer.ts'
import { InProcessStream } from '../../../../src/services/kinesis/in-process-stream.ts'
import { Reading } from '../../../../src/services/kinesis/reading.ts'
import type { Shard } from '../../../../src/services/kinesis/shard.ts'
import type { Stream } from '../../../../src/services/kinesis/stream.ts'
import { StreamDirectory } from '../../../../src/services/kinesis/stream-directory.ts'
import { Subscribing } from '../../../../src/services/kinesis/subscribing.ts'
import { writeRecords } from '../../../../src/services/kinesis/writing.ts'
import { KinesisEventSource } from '../../../../src/services/lambda/event-sources/kinesis-event-source.ts'
import type { MappingProperties } from '../../../../src/services/lambda/event-sources/mapping-properties.ts'
import { streamMappingConfiguration } from '../../../../src/services/lambda/event-sources/stream-mapping-configuration.ts'
import { StreamProgress } from '../../../../src/services/lambda/event-sources/stream-progress.ts'
import type { Outcome } from '../../../../src/services/lambda/invocation.ts'
import type { LambdaFunction } from '../../../../src/services/lambda/lambda-function.ts'

/** How an invocation goes. */
export interface Behaviour {
  /** How long it takes, in ms. */
  delayMs: number
  /** Whether Lambda refuses to invoke the function. */
  throttled: boolean
  /** Begins to work; what it returns ends the work with an answer, or throws what is an error of the function. */
  work(event: KinesisStreamEvent): () => unknown
}

const NO_METRICS: Metrics = { put() {}, observe() {} }

/** A stream and its readers in process, without servers and child processes, so that a test can run thousands of them. */
export class StreamBench {
  readonly clock = new SteppedClock()
  readonly account = new Account('us-east-1', this.clock, new Random(1))
  readonly #credentials = new CredentialStore(this.account)
  readonly caller = this.#credentials.callerOf(this.#credentials.createAccessKey('test').accessKeyId)
  readonly stream: Stream
  readonly #directory = new StreamDirectory(this.account, NO_METRICS)
  readonly #consumers = new Consumers(this.#directory)
  readonly #streams: Streams

  constructor(shardCount: number) {
    this.stream = this.#directory.make({ name: 'orders', mode: 'PROVISIONED', shardCount })
    this.stream.activate()
    const reading = new Reading(this.#directory, NO_KEYS)
    const subscribing = new Subscribing(this.#directory, NO_KEYS)
    this.#streams = {
      byArn: () => new InProcessStream(this.account, this.stream, reading),
      consumerByArn: arn => new InProcessConsumer(this.account, this.#consumers.byArn(arn), subscribing),
    }
  }

  put(PartitionKey: string, text: string): void {
    const Data = Buffer.from(text).toString('base64')
    writeRecords(NO_KEYS, this.stream, [{ PartitionKey, Data }], this.caller)
  }

  /** @param share where in the shard's range, from 0 to 1 */
  split(index: number, share: number): void {
    const { shards } = this.stream
    const shard = shards.open[index % shards.open.length] as Shard
    const { start, end } = shard.range
    const at = start + 1n + ((end - start) * BigInt(Math.floor(share * 100))) / 100n
    if (at < end) shards.split(shard, at)
  }

  merge(index: number): void {
    const { open } = this.stream.shards
    if (open.length < 2) return
    const lower = index % (open.length - 1)
    this.stream.shards.merge([open[lower] as Shard, open[lower + 1] as Shard])
  }

  /** The ARN of a new consumer with enhanced fan-out. */
  consumer(name: string): string {
    const consumer = this.#consumers.register(this.stream.arn, name)
    consumer.activate()
    return consumer.arn
  }

  /** @param onGivenUp takes the texts of each batch that goes to the on-failure destination */
  reader(
    mapping: MappingProperties,
    behaviour: () => Behaviour,
    onGivenUp: (texts: string[]) => void = () => {},
  ): StreamReader {
    const services = {
      ...{ account: this.account, metrics: NO_METRICS, streams: this.#streams },
      ...{ queues: {} as Queues, topics: {} as Topics },
      buckets: {
        async put(_bucket: string, _key: string, body: string | Buffer) {
          onGivenUp(textsOf(JSON.parse(JSON.parse(String(body)).payload)))
        },
      },
    }
    const { EventSourceArn = this.stream.arn } = mapping
    return new StreamReader(services, EventSourceArn, mapping, this.#functionOf(behaviour))
  }

  #functionOf(behaviour: () => Behaviour): LambdaFunction {
    const { clock, caller } = this
    const invoke = async (_id: string, payload: string): Promise<Outcome> => {
      const { delayMs, throttled, work } = behaviour()
      if (throttled) throw new AwsError('TooManyRequestsException', 'Rate exceeded')
      const end = work(JSON.parse(payload))
      if (delayMs > 0) await sleep(clock, delayMs)
      return { ...endOf(end), durationMs: delayMs, maxMemoryUsedMb: 0 }
    }
    const configuration = { name: 'reader', role: 'arn:aws:iam::000000000000:role/reader' }
    // Of a function, the event source knows no more than this.
    return { caller, configuration, invoke } as unknown as LambdaFunction
  }
}

function noKey(): never {
  throw new Error('The stream is not encrypted.')
}

const NO_KEYS: Keys = { use: noKey, useGranted: noKey }

/** An event source that can be stopped and started again, as an update of its mapping does. */
export class StreamReader {
  readonly #start: () => KinesisEventSource
  #source: KinesisEventSource | undefined

  constructor(
    services: ConstructorParameters<typeof KinesisEventSource>[0],
    eventSourceArn: string,
    mapping: MappingProperties,
    target: LambdaFunction,
  ) {
    const configuration = streamMappingConfiguration({ StartingPosition: 'TRIM_HORIZON', ...mapping })
    const progress = new StreamProgress(configuration.startingPosition)
    const identity = { uuid: 'mapping', eventSourceArn, functionArn: 'function', configuration }
    this.#start = () =>
      new KinesisEventSource(
        services,
        identity,
        progress,
        () => target,
        () => {},
      )
  }

  start(): void {
    this.#source = this.#start()
    this.#source.start()
  }

  stop(): void {
    this.#source?.stop()
  }
}

function endOf(work: () => unknown): Pick<Outcome, 'status' | 'payload'> {
  try {
    return { status: 'success', payload: JSON.stringify(work() ?? null) }
  } catch (error) {
    return { status: 'error', payload: JSON.stringify({ errorMessage: String(error) }) }
  }
}

export function textsOf({ Records }: KinesisStreamEvent): string[] {
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())
}
