import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Context, KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent } from '../invocation.ts'
import { PolledQueue } from '../polled-queue.ts'
import { streamRecord } from './stream-events.ts'

export const WAIT_SECONDS = 600

/** A call of a function to a service. */
export interface Call {
  /** `PutItem` */
  operation: string
  /** The table, if it is one of DynamoDB. */
  table?: string
}

type Interference = (call: Call, proceed: () => Promise<unknown>) => Promise<unknown>

const undisturbed: Interference = (_, proceed) => proceed()

/** A mail that was asked for. */
export interface RequestedMail {
  emailId: string
  to: string
  text: string
  /** When it was decided on, in ms since 1970. */
  at: number
}

/** The functions about baskets with their tables, queues and stream, in the time of the rig's clock. */
export class BasketsRig extends FunctionRig {
  /** What becomes of each call of a function; a test that sets it sets it back. */
  interference = undisturbed
  /** All records of the stream, by shard, as the event source delivers them. */
  readonly shards = new Map<string, KinesisStreamRecord[]>()
  readonly mails: RequestedMail[] = []
  #emails = ''
  #sqs: SQSClient | undefined
  #reminders: PolledQueue | undefined
  #reader: typeof import('../../../lambda/clickstream/baskets/baskets-reader.ts') | undefined
  #remind: typeof import('../../../lambda/clickstream/functions/remind.ts') | undefined

  /** `Date` has to be jest's before: it tells the clock's time from now on. */
  async openBaskets(shards = 1): Promise<void> {
    this.now()
    await this.open('clickstream-baskets')
    this.#emails = await this.queue('emails')
    this.environment({
      BASKETS_TABLE: await this.table('baskets', 'customerId'),
      CONSENTS_TABLE: await this.table('consents', 'customerId'),
      READ_PROGRESS_TABLE: await this.table('read-progress', 'name'),
      STREAM_NAME: await this.stream('clickstream', shards),
      REMINDERS_QUEUE_URL: process.env.QUEUE_URL ?? '',
      EMAILS_QUEUE_URL: this.#emails,
      PURCHASES_QUEUE_URL: await this.queue('purchases'),
      PURCHASES_DEAD_LETTER_QUEUE_URL: await this.queue('purchases-dead-letters'),
      PURCHASES_UNDELIVERED_QUEUE_URL: await this.queue('purchases-undelivered'),
      BASKETS_GIVEN_UP_QUEUE_URL: await this.queue('given-up'),
      GIVEN_UP_BUCKET: 'untaken',
      DEAD_LETTER_QUEUE_URL: await this.queue('dead-letters'),
      STREAM_RETENTION_SECONDS: '86400',
      LATENESS_SECONDS: '3600',
      REMINDER_SECONDS: String(WAIT_SECONDS),
      REMINDER_MESSAGE_SECONDS: String(3 * WAIT_SECONDS),
      UNSUBSCRIBE_KEY_ID: await this.hmacKey(),
      UNSUBSCRIBE_URL: 'https://api.example/unsubscribe',
    })
    this.#sqs = new SQSClient(this.client)
    this.#reminders = new PolledQueue(this.#sqs, process.env.QUEUE_URL ?? '', 180)
    this.#reader = await import('../../../lambda/clickstream/baskets/baskets-reader.ts')
    this.#remind = await import('../../../lambda/clickstream/functions/remind.ts')
    await this.#watch()
  }

  override async close(): Promise<void> {
    this.#sqs?.destroy()
    await super.close()
  }

  /** The clock's time, also for the functions. */
  now(): number {
    jest.setSystemTime(this.clock.now())
    return this.clock.now()
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advanceBy({ seconds })
    this.now()
  }

  /** Puts an event into the stream. */
  async put(event: ClickstreamEvent, partitionKey: string): Promise<void> {
    const Records = [{ Data: Buffer.from(JSON.stringify(event)), PartitionKey: partitionKey }]
    const { Records: [put] = [] } = await this.kinesis.send(
      new PutRecordsCommand({ StreamName: 'clickstream', Records }),
    )
    const { ShardId = '', SequenceNumber = '' } = put ?? {}
    const place = {
      shardId: ShardId,
      sequenceNumber: SequenceNumber,
      partitionKey,
      arrivedAt: new Date(this.now()).toISOString(),
    }
    this.shards.set(ShardId, [...(this.shards.get(ShardId) ?? []), streamRecord(event, place)])
  }

  /** An invocation of the reader whose waits take no time but its own. */
  read(Records: KinesisStreamRecord[]): Promise<KinesisStreamBatchResponse> {
    if (!this.#reader) throw new Error('Open the baskets first.')
    let leftMs = 60_000
    const wait = async (ms: number) => {
      leftMs -= ms
    }
    const given = { getRemainingTimeInMillis: () => leftMs, awsRequestId: 'test' } as Context
    return this.#reader.basketsReader(wait)({ Records }, given)
  }

  /** Reads all that is in the stream, in order. */
  async readAll(): Promise<void> {
    for (const records of this.shards.values()) await this.read(records)
  }

  /** Gives the function the messages that can be received now. @returns how many there were */
  async deliver(): Promise<number> {
    if (!this.#reminders || !this.#remind) throw new Error('Open the baskets first.')
    const messages = await this.#reminders.receive(10)
    if (messages.length === 0) return 0
    const records = messages.map(message => (this.#reminders as PolledQueue).record(message))
    const { batchItemFailures } = await this.#remind.handler(sqsEvent(...records), context)
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    await this.#reminders.remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)))
    await this.#gather()
    return messages.length
  }

  /** Time passes in steps, each followed by what it brings. */
  async live(seconds: number, step = 10): Promise<void> {
    for (let passed = 0; passed < seconds; passed += step) {
      await this.pass(step)
      while ((await this.deliver()) > 0);
    }
  }

  mailsTo(address: string): RequestedMail[] {
    return this.mails.filter(({ to }) => to === address)
  }

  /** The mailer sends each e-mail id once. */
  async #gather(): Promise<void> {
    for (const { Body = '' } of await this.arrived(this.#emails)) {
      const { data, time } = JSON.parse(Body)
      if (this.mails.some(({ emailId }) => emailId === data.emailId)) continue
      this.mails.push({ emailId: data.emailId, to: data.to, text: data.text, at: Date.parse(time) })
    }
  }

  async #watch(): Promise<void> {
    const { sdkClient } = await import('../../../lambda/runtime/sdk-clients.ts')
    for (const client of [sdkClient(DynamoDBClient), sdkClient(SQSClient), sdkClient(KinesisClient)]) {
      const { middlewareStack } = client as DynamoDBClient
      middlewareStack.add(
        (next, { commandName = '' }) =>
          async args => {
            const { TableName: table } = args.input as { TableName?: string }
            const call = { operation: commandName.replace('Command', ''), table }
            return (await this.interference(call, () => next(args))) as ReturnType<typeof next>
          },
        { step: 'initialize', name: 'interference' },
      )
    }
  }
}
