import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { S3Client } from '@aws-sdk/client-s3'
import type { Duration } from '@messaging-on-aws/local-aws'
import type { Generations } from '../../../lambda/clickstream/generations.ts'
import type { PartStatus } from '../../../lambda/clickstream/replay/part-progress.ts'
import type { ReplayAnswer } from '../../../lambda/clickstream/replay/replay.ts'
import type { ReplayStatus } from '../../../lambda/clickstream/replay/status.ts'
import type { StreamRecord } from '../../../lambda/clickstream/stream-record.ts'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import type { Turn } from '../../../lambda/runtime/turn.ts'

import { FunctionRig } from '../function-rig.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { viewed } from './stream-events.ts'

/** What becomes of a call to DynamoDB, Kinesis or S3 that a function makes. */
type Interference = (
  operation: string,
  proceed: () => Promise<unknown>,
  input: Record<string, unknown>,
) => Promise<unknown>

const undisturbed: Interference = (_, proceed) => proceed()

type Answers = { [State in ReplayAnswer['state']]: Extract<ReplayAnswer, { state: State }> }

/** The stream and the tables of the clickstream, its live counting, and replays. `Date` tells the rig's time. */
export class ReplayRig {
  readonly functions = new FunctionRig()
  /** A test that sets it sets it back. */
  interference = undisturbed
  readonly stream = 'clicks'
  #modules: Awaited<ReturnType<typeof modules>> | undefined

  async open(): Promise<void> {
    const { functions } = this
    await functions.open('clickstream-replay')
    jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: functions.clock.now() })
    const index = { 'by-minute': ['minuteSlot', 'product'] }
    functions.environment({
      STREAM_NAME: await functions.stream(this.stream),
      TRENDS_TABLE: await functions.table('trends', 'product', 'slot', index),
      COUNTED_EVENTS_TABLE: await functions.table('counted', 'event'),
      GENERATIONS_TABLE: await functions.table('generations', 'name'),
      LATENESS_SECONDS: '3600',
      STREAM_RETENTION_SECONDS: '86400',
    })
    this.#modules = await modules()
    await this.#watch()
    await this.advanceBy({ seconds: 1 })
  }

  async close(): Promise<void> {
    jest.useRealTimers()
    await this.functions.close()
  }

  /** A new stream, and empty tables. */
  async renew(shards = 1): Promise<void> {
    this.interference = undisturbed
    await this.functions.deleteStream(this.stream)
    await this.functions.stream(this.stream, shards)
    await this.#empty('trends', 'product', 'slot')
    await this.#empty('counted', 'event')
    await this.#empty('generations', 'name')
    await this.advanceBy({ seconds: 1 })
  }

  /** The minute that it was so many minutes ago. */
  minute(ago: number): string {
    return `${new Date(Date.now() - ago * 60_000).toISOString().slice(0, 16)}Z`
  }

  /** Lets time pass for the services and for `Date`. */
  async advanceBy(duration: Duration): Promise<void> {
    await this.functions.clock.advanceBy(duration)
    jest.setSystemTime(this.functions.clock.now())
  }

  /** A look at a product, so many minutes ago. */
  view(id: string, ago = 0, { sessionId = 'visit-1', sku = 'tea' } = {}): ClickstreamEvent {
    return viewed({ id, sku, sessionId, time: new Date(Date.now() - ago * 60_000).toISOString() })
  }

  /** Puts an event, or what is none, into the stream. */
  async put(event: ClickstreamEvent | string): Promise<StreamRecord> {
    const text = typeof event === 'string' ? event : JSON.stringify(event)
    const partitionKey = typeof event === 'string' ? 'visit-1' : event.correlationid
    const data = Buffer.from(text)
    const { ShardId = '', SequenceNumber = '' } = await this.functions.kinesis.send(
      new PutRecordCommand({ StreamName: this.stream, PartitionKey: partitionKey, Data: data }),
    )
    return { shardId: ShardId, sequenceNumber: SequenceNumber, data, arrivedAt: new Date() }
  }

  /** Puts views that are alike into one shard, so many at a time as it takes in a second. */
  async putMany(count: number, ago: number): Promise<void> {
    for (let put = 0; put < count; put += 500) {
      const Records = Array.from({ length: Math.min(500, count - put) }, (_, index) => ({
        PartitionKey: 'visit-1',
        Data: Buffer.from(JSON.stringify(this.view(`many-${put + index}`, ago))),
      }))
      await this.functions.kinesis.send(new PutRecordsCommand({ StreamName: this.stream, Records }))
      await this.advanceBy({ seconds: 1 })
    }
  }

  readGenerations(): Promise<Generations> {
    return this.#loaded.generations.readGenerations()
  }

  /** Counts records as an invocation of the live reader does that began when the generations were these. */
  async count(records: readonly StreamRecord[], generations?: Generations): Promise<void> {
    const { events } = this.#loaded.records.readRecords(records, clickstreamTrends)
    const { failures } = await this.#loaded.arrivals.countArrivals(
      events,
      generations ?? (await this.readGenerations()),
    )
    for (const error of failures.values()) throw error
  }

  /** One step of a replay, which has to end in a state. */
  async step<State extends ReplayAnswer['state']>(
    state: State,
    request: object,
    turn: Turn = this.turn(),
  ): Promise<Answers[State]> {
    const answer = await this.replay(request, turn)
    expect(answer).toMatchObject({ state })
    return answer as Answers[State]
  }

  replay(request: object, turn: Turn = this.turn()): Promise<ReplayAnswer> {
    return this.#loaded.replay.replay(request, turn)
  }

  /** @param looks how often there is time left */
  turn(looks = Number.POSITIVE_INFINITY): Turn {
    let left = looks
    return { isLeft: () => left-- > 0, wait: ms => this.advanceBy({ milliseconds: Math.ceil(ms) }) }
  }

  /** Reads all parts of a replay to their ends. */
  async advanceAll({ generation, parts }: ReplayStatus): Promise<void> {
    for (let undone = parts; undone.length > 0; ) {
      const advanced: PartStatus[] = []
      for (const { part } of undone) {
        const answer = await this.step('advanced', { action: 'advance', generation, part })
        advanced.push(answer.part)
      }
      undone = advanced.filter(({ done }) => !done)
    }
  }

  /** Begins a replay, or goes on with one. */
  async begin(from: string, to?: string, source?: string): Promise<ReplayStatus> {
    const answer = await this.replay({ action: 'begin', from, to, source })
    if ('replay' in answer && answer.replay) return answer.replay
    throw new Error(`The replay did not begin: ${JSON.stringify(answer)}`)
  }

  finish({ generation }: ReplayStatus, turn?: Turn): Promise<Answers['live']> {
    return this.step('live', { action: 'finish', generation }, turn)
  }

  /** A whole replay. */
  async replayAll(from: string, to?: string, source?: string): Promise<Answers['live']> {
    const begun = await this.begin(from, to, source)
    await this.advanceAll(begun)
    return this.finish(begun)
  }

  /** What a generation has, by `<sku> <minute>`; without one, what is live. */
  async figures(generation?: string): Promise<Record<string, Record<string, number>>> {
    const { liveAt } = await this.readGenerations()
    const sums: Record<string, Record<string, number>> = {}
    for (const item of await this.functions.items('trends')) {
      const { product, slot, minuteSlot: _, expiresAt: __, ...figures } = item
      const [of, sku] = product?.S?.split('#') ?? []
      const minute = slot?.S?.split('#')[0] ?? ''
      if (of !== (generation ?? liveAt(minute))) continue
      const sum = sums[`${sku} ${minute}`] ?? {}
      sums[`${sku} ${minute}`] = sum
      for (const [name, { N }] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + Number(N)
    }
    return sums
  }

  get #loaded() {
    if (!this.#modules) throw new Error('Open the rig first.')
    return this.#modules
  }

  async #empty(table: string, ...keys: string[]): Promise<void> {
    const items = await this.functions.items(table)
    const deletions = items.map(item => ({
      DeleteRequest: { Key: Object.fromEntries(keys.map(key => [key, item[key] ?? { S: '' }])) },
    }))
    while (deletions.length > 0) {
      const RequestItems = { [table]: deletions.splice(0, 25) }
      await new DynamoDBClient(this.functions.client).send(new BatchWriteItemCommand({ RequestItems }))
    }
  }

  async #watch(): Promise<void> {
    const { sdkClient } = await import('../../../lambda/runtime/sdk-clients.ts')
    for (const client of [sdkClient(DynamoDBClient), sdkClient(KinesisClient), sdkClient(S3Client)]) {
      // Typed by the first of them; a call is a call.
      ;(client as DynamoDBClient).middlewareStack.add(
        (next, { commandName = '' }) =>
          async args => {
            const operation = commandName.replace('Command', '')
            const input = args.input as Record<string, unknown>
            return (await this.interference(operation, () => next(args), input)) as ReturnType<typeof next>
          },
        { step: 'initialize', name: 'interference' },
      )
    }
  }
}

/** Modules read their environment when they are loaded. */
async function modules() {
  const [replay, generations, arrivals, records] = await Promise.all([
    import('../../../lambda/clickstream/replay/replay.ts'),
    import('../../../lambda/clickstream/generations.ts'),
    import('../../../lambda/clickstream/arrivals.ts'),
    import('../../../lambda/clickstream/stream-record.ts'),
  ])
  return { replay, generations, arrivals, records }
}
