import type { Connection } from '../clients/connection.ts'
import { type DepthSample, QueueDepth } from '../clients/queue-depth.ts'
import type { Consumer } from './consumer.ts'
import type { StageClock } from './stage-clock.ts'

/** The messages in a consumer's queue over time; times in ms of the stage's time. */
export interface QueueSamples {
  queueName: string
  samples: readonly DepthSample[]
}

/** Polls the queues of all consumers until it is stopped. */
export class Pipeline {
  readonly #depths: ReadonlyMap<string, QueueDepth>
  readonly #clock: StageClock

  /** @param everyMs the polling interval, in real ms */
  constructor(connection: Connection, consumers: readonly Consumer[], clock: StageClock, everyMs: number) {
    this.#clock = clock
    const options = { everyMs, now: () => clock.now() }
    this.#depths = new Map(
      consumers.map(({ queueName, queueUrl }) => [
        queueName,
        new QueueDepth(connection, queueUrl, () => {}, options),
      ]),
    )
  }

  /** For how many real ms all queues have been empty; 0 while they are not. */
  get emptyForMs(): number {
    const since = [...this.#depths.values()].map(({ emptySince }) => emptySince)
    if (since.some(time => time === undefined)) return 0
    return (this.#clock.now() - Math.max(...(since as number[]))) / this.#clock.scale
  }

  /** How many messages are in all queues together. */
  get messages(): number {
    return [...this.#depths.values()].reduce((sum, { samples }) => {
      const last = samples.at(-1)
      return sum + (last ? last.waiting + last.inFlight : 0)
    }, 0)
  }

  /** @param time in ms of the stage's time */
  samplesSince(time: number): QueueSamples[] {
    return [...this.#depths].map(([queueName, { samples }]) => ({
      queueName,
      samples: samples.filter(({ at }) => at >= time),
    }))
  }

  /** @throws the error that ended the polling */
  async stop(): Promise<void> {
    await Promise.all([...this.#depths.values()].map(depth => depth.stop()))
  }
}
