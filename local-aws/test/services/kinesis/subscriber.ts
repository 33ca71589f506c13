import type {
  Kinesis,
  StartingPosition,
  SubscribeToShardEvent,
  SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis'

/** One call of SubscribeToShard, by the real SDK. */
export class Subscriber {
  readonly #events: AsyncIterator<SubscribeToShardEventStream>
  readonly #gone: AbortController

  private constructor(events: AsyncIterable<SubscribeToShardEventStream>, gone: AbortController) {
    this.#events = events[Symbol.asyncIterator]()
    this.#gone = gone
  }

  static async of(
    client: Kinesis,
    ConsumerARN: string,
    ShardId: string,
    StartingPosition: StartingPosition,
  ): Promise<Subscriber> {
    const gone = new AbortController()
    const input = { ConsumerARN, ShardId, StartingPosition }
    const { EventStream } = await client.subscribeToShard(input, { abortSignal: gone.signal })
    return new Subscriber(EventStream as AsyncIterable<SubscribeToShardEventStream>, gone)
  }

  /**
   * Undefined at the end.
   *
   * @throws what the SDK makes of an exception event
   */
  async next(): Promise<SubscribeToShardEvent | undefined> {
    const { value, done } = await this.#events.next()
    return done ? undefined : (value as SubscribeToShardEventStream).SubscribeToShardEvent
  }

  /** The texts of the records of the next event. */
  async texts(): Promise<string[] | undefined> {
    return (await this.next())?.Records?.map(({ Data }) => Buffer.from(Data as Uint8Array).toString())
  }

  /** As a client that goes away without a word. */
  leave(): void {
    this.#gone.abort()
  }
}
