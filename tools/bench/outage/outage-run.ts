import { setTimeout as sleep } from 'node:timers/promises'
import { IAMClient } from '@aws-sdk/client-iam'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type Connection, localConnection } from '../../clients/connection.ts'
import { LocalAwsProcess } from '../../clients/local-aws-process.ts'
import { type DepthSample, QueueDepth } from '../../clients/queue-depth.ts'
import type { Consumer } from '../../gameday/consumer.ts'
import { Denial } from '../../gameday/denial.ts'
import { findConsumers } from '../../gameday/find-consumers.ts'
import { messageCounts, totalOf } from '../../gameday/message-counts.ts'
import { duringOutage } from '../../gameday/outage.ts'
import { findStage } from '../../gameday/stage.ts'
import { StageClock } from '../../gameday/stage-clock.ts'
import { EventSource } from './event-source.ts'
import { LogReader } from './log-reader.ts'
import { ReceiveTally } from './receive-tally.ts'
import { type Use, UseMeter, useBetween } from './use.ts'
import { sendPurchases } from './waiting-purchases.ts'

const STAGE = 'dev'
const SERVICE = 'shop-shipping'
const MINUTE_MS = 60_000
/** The interval at which the queue is polled, in real ms. */
const LOOK_MS = 100
/** How long the waiting messages may take, in real ms; after that, the run reports how many are done. */
const DRAIN_LIMIT_MS = 90_000

export interface OutageSize {
  /** How many messages wait. */
  messages: number
  /** How long the outage lasts, in minutes of the stage's time. */
  minutes: number
  /** How many seconds of the stage's time pass in a real second. */
  timeScale: number
  /** How many invocations of the consumer run at once: the stacks' setting of that name. */
  consumerConcurrency: number
  /** The run ends after this many messages are done. */
  drained: number
}

/** The measurements of an outage. */
export interface OutageResult extends OutageSize {
  consumer: Consumer
  receives: ReceiveTally
  maxReceiveCount: number
  /** Up to the end of the outage. */
  use: Use
  /** The size of the consumer's log up to the end of the outage, in bytes. */
  logBytes: number
  mostInFlight: number
  /** How many visible messages on average waited because no consumer was free. */
  waitingForConsumer: number
  /** After the outage: how many messages were done, and in how many real ms. */
  drain: { done: number; ms: number }
  deadLetters: number
}

/**
 * Denies DynamoDB to the shipper of a new local AWS while purchases wait to be shipped, then allows it again.
 *
 * @throws when `signal` aborts
 */
export async function runOutage(size: OutageSize, signal: AbortSignal): Promise<OutageResult> {
  const { timeScale, consumerConcurrency } = size
  const context = { consumerConcurrency }
  const local = await LocalAwsProcess.start({ context, timeScale, ownProcessGroup: true })
  try {
    signal.throwIfAborted()
    const connection = localConnection(local.endpoint)
    const clock = await StageClock.scaled(connection, timeScale)
    return await new OutageRun(connection, await shipperOn(connection), clock, size, signal).run()
  } finally {
    await local.stop()
  }
}

async function shipperOn(connection: Connection): Promise<Consumer> {
  const consumers = await findConsumers(connection, STAGE)
  const shipper = consumers.find(({ service }) => service === SERVICE)
  if (!shipper) throw new Error(`The stacks have no consumer ${SERVICE}.`)
  return shipper
}

class OutageRun {
  readonly #connection: Connection
  readonly #consumer: Consumer
  readonly #clock: StageClock
  readonly #size: OutageSize
  readonly #signal: AbortSignal

  constructor(
    connection: Connection,
    consumer: Consumer,
    clock: StageClock,
    size: OutageSize,
    signal: AbortSignal,
  ) {
    this.#connection = connection
    this.#consumer = consumer
    this.#clock = clock
    this.#size = size
    this.#signal = signal
  }

  async run(): Promise<OutageResult> {
    const source = await EventSource.of(this.#connection, this.#consumer.functionName)
    await source.disable()
    await sendPurchases(this.#connection, this.#consumer.queueUrl, this.#size.messages, this.#signal)
    const denial = new Denial(new IAMClient(this.#connection), this.#consumer.roleName, 'dynamodb')
    const outage = await duringOutage([denial], () => this.#outage(source))
    return {
      ...this.#size,
      ...outage,
      consumer: this.#consumer,
      maxReceiveCount: await this.#maxReceiveCount(),
      drain: await this.#drain(),
      deadLetters: await this.#deadLetters(),
    }
  }

  async #outage(source: EventSource) {
    const clock = this.#clock
    const meter = new UseMeter(this.#connection, this.#consumer, clock)
    const before = await meter.read()
    const depth = this.#watchQueue()
    try {
      const from = clock.now()
      const end = from + this.#size.minutes * MINUTE_MS
      const receives = new ReceiveTally(from)
      const logs = this.#logs(from, receives)
      await source.enable()
      const reading = logs.follow(end, this.#signal)
      // Awaited below.
      reading.catch(() => {})
      await clock.sleep(end - clock.now(), this.#signal)
      const use = useBetween(before, await meter.read())
      await reading
      return { receives, use, logBytes: logs.bytes, ...seenOf(depth.samples.filter(({ at }) => at <= end)) }
    } finally {
      await depth.stop()
    }
  }

  #watchQueue(): QueueDepth {
    const options = { everyMs: LOOK_MS, now: () => this.#clock.now() }
    return new QueueDepth(this.#connection, this.#consumer.queueUrl, () => {}, options)
  }

  #logs(from: number, receives: ReceiveTally): LogReader {
    const group = `/messaging/${STAGE}/${this.#consumer.service.replace('-', '/')}`
    return new LogReader(this.#connection, group, { clock: this.#clock, from }, hop => receives.add(hop))
  }

  async #maxReceiveCount(): Promise<number> {
    const { Attributes } = await new SQSClient(this.#connection).send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#consumer.queueUrl,
        AttributeNames: ['RedrivePolicy'],
      }),
    )
    return JSON.parse(Attributes?.RedrivePolicy ?? '{}').maxReceiveCount
  }

  /** Waits until enough messages are done, or for the time limit. */
  async #drain(): Promise<OutageResult['drain']> {
    const depth = this.#watchQueue()
    const start = performance.now()
    const done = () => {
      const { waiting = this.#size.messages, inFlight = 0 } = depth.samples.at(-1) ?? {}
      return this.#size.messages - waiting - inFlight
    }
    try {
      while (done() < this.#size.drained && performance.now() - start < DRAIN_LIMIT_MS)
        await sleep(LOOK_MS, undefined, { signal: this.#signal })
      return { done: done(), ms: performance.now() - start }
    } finally {
      await depth.stop()
    }
  }

  async #deadLetters(): Promise<number> {
    const { deadLetterQueues } = await findStage(this.#connection, STAGE)
    return totalOf(await messageCounts(this.#connection, deadLetterQueues))
  }
}

function seenOf(samples: readonly DepthSample[]) {
  const waiting = samples.reduce((sum, { waiting }) => sum + waiting, 0)
  return {
    mostInFlight: Math.max(0, ...samples.map(({ inFlight }) => inFlight)),
    waitingForConsumer: waiting / Math.max(1, samples.length),
  }
}
