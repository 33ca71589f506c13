import type { Connection } from '../../clients/connection.ts'
import type { Consumer } from '../../gameday/consumer.ts'
import type { StageClock } from '../../gameday/stage-clock.ts'
import { MetricSums } from './metric-sum.ts'

/** What a consumer and its queue have used of Lambda and SQS. */
export interface Use {
  invocations: number
  /** Of all invocations together, in real ms at any time scale. */
  durationMs: number
  /** Receives of messages: a message that is received three times counts three times. */
  receives: number
  /** Receive requests that returned no message. */
  emptyReceives: number
}

/** Reads what a consumer has used so far. */
export class UseMeter {
  readonly #sums: MetricSums
  readonly #consumer: Consumer

  constructor(connection: Connection, consumer: Consumer, clock: StageClock) {
    this.#sums = new MetricSums(connection, () => clock.now())
    this.#consumer = consumer
  }

  async read(): Promise<Use> {
    const { functionName, queueName } = this.#consumer
    const lambda = (name: string) =>
      this.#sums.of({
        namespace: 'AWS/Lambda',
        name,
        dimension: { Name: 'FunctionName', Value: functionName },
      })
    const sqs = (name: string) =>
      this.#sums.of({ namespace: 'AWS/SQS', name, dimension: { Name: 'QueueName', Value: queueName } })
    return {
      invocations: await lambda('Invocations'),
      durationMs: await lambda('Duration'),
      receives: await sqs('NumberOfMessagesReceived'),
      emptyReceives: await sqs('NumberOfEmptyReceives'),
    }
  }
}

export function useBetween(before: Use, after: Use): Use {
  return {
    invocations: after.invocations - before.invocations,
    durationMs: after.durationMs - before.durationMs,
    receives: after.receives - before.receives,
    emptyReceives: after.emptyReceives - before.emptyReceives,
  }
}
