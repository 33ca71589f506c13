import { invalidArgument, limitExceeded, resourceInUse, resourceNotFound } from './errors.ts'
import type { Stream } from './stream.ts'
import { StreamConsumer } from './stream-consumer.ts'
import type { StreamDirectory } from './stream-directory.ts'
import { addTags } from './tags.ts'

/** "You can register up to 20 consumers per stream." */
const CONSUMERS_OF_A_STREAM = 20
/** "You can only have 5 consumers of a stream in the CREATING status at a time." */
const CREATING_AT_A_TIME = 5
/** The stream's ARN and the consumer's name. */
const CONSUMER_ARN = /^(arn:.*:stream\/[^/:]+)\/consumer\/([^/:]+):\d+$/

/** How requests name a consumer: by its ARN, or by its stream's ARN and its name. */
export interface ConsumerReference {
  StreamARN?: string
  ConsumerName?: string
  ConsumerARN?: string
}

/** The registered consumers of all streams. */
export class Consumers {
  readonly #streams: StreamDirectory

  constructor(streams: StreamDirectory) {
    this.#streams = streams
  }

  /**
   * Registers a consumer, which is CREATING until its status is changed.
   *
   * @throws AwsError `ResourceInUseException` if the name is taken or the stream is not ACTIVE,
   * `LimitExceededException`
   */
  register(streamArn: string, name: string, tags?: Readonly<Record<string, string>>): StreamConsumer {
    const stream = this.#streams.byArn(streamArn)
    if (stream.consumers.has(name)) {
      throw resourceInUse(`Consumer ${name} under stream ${stream.name} already exists.`)
    }
    stream.checkActive()
    checkRoom(stream)
    const consumer = new StreamConsumer(this.#streams.account, stream.arn, name)
    addTags(consumer, tags)
    stream.consumers.set(name, consumer)
    return consumer
  }

  /** @throws AwsError `ResourceNotFoundException`, or `InvalidArgumentException` for an incomplete reference */
  find({ StreamARN, ConsumerName, ConsumerARN }: ConsumerReference): StreamConsumer {
    if (ConsumerARN !== undefined) return this.byArn(ConsumerARN)
    if (StreamARN === undefined || ConsumerName === undefined) {
      throw invalidArgument('Either ConsumerARN, or StreamARN and ConsumerName, must be provided.')
    }
    const consumer = this.#streams.byArn(StreamARN).consumers.get(ConsumerName)
    if (consumer) return consumer
    throw resourceNotFound(`Consumer ${ConsumerName} of stream ${StreamARN} not found.`)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  byArn(arn: string): StreamConsumer {
    const [, streamArn, name] = CONSUMER_ARN.exec(arn) ?? []
    if (streamArn !== undefined && name !== undefined) {
      const consumer = this.#streams.byArn(streamArn).consumers.get(name)
      if (consumer?.arn === arn) return consumer
    }
    throw resourceNotFound(`Consumer ${arn} not found.`)
  }

  /** The stream or consumer with this ARN, if there is one. */
  findResource(arn: string): Stream | StreamConsumer | undefined {
    const [stream = '', consumer] = arn.slice(arn.indexOf('/') + 1).split('/consumer/')
    const found = this.#streams.find(stream)
    if (consumer === undefined) return found?.arn === arn ? found : undefined
    const registered = found?.consumers.get(consumer.slice(0, consumer.lastIndexOf(':')))
    return registered?.arn === arn ? registered : undefined
  }

  /** The stream or consumer with this ARN. */
  resource(arn: string): Stream | StreamConsumer {
    return arn.includes('/consumer/') ? this.byArn(arn) : this.#streams.byArn(arn)
  }

  deregister(consumer: StreamConsumer): void {
    const { consumers } = this.#streams.byArn(consumer.streamArn)
    consumer.delete(() => consumers.delete(consumer.name))
  }

  /** Deregisters a consumer at once: who waits until it is gone sees no DELETING. */
  remove(consumer: StreamConsumer): void {
    consumer.end()
    this.#streams.byArn(consumer.streamArn).consumers.delete(consumer.name)
  }
}

function checkRoom({ name, accountId, consumers }: Stream): void {
  if (consumers.size >= CONSUMERS_OF_A_STREAM) {
    throw limitExceeded(
      `Stream ${name} under account ${accountId} has ${consumers.size} registered consumers, the maximum: deregister one.`,
    )
  }
  const creating = [...consumers.values()].filter(({ status }) => status === 'CREATING').length
  if (creating >= CREATING_AT_A_TIME) {
    throw limitExceeded(
      `${creating} consumers of stream ${name} under account ${accountId} are CREATING, the maximum at a time: wait until one is ACTIVE.`,
    )
  }
}
