import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts'
import type { Domain } from '../constructs/domain.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'

export interface HistoryRebuildProps {
  readonly domain: Domain
  /** The topic that archives. */
  readonly topic: FanOutTopic
  /** The read model. */
  readonly purchases: DomainTable
  /** The keys of customers, which tell who is forgotten. */
  readonly keys: DomainTable
  /** The environment variables of functions that keep something of a purchase. */
  readonly retention: Readonly<Record<string, string>>
  /** How many invocations write replayed events at once. */
  readonly maxConcurrency: number
}

/**
 * What `npm run replay -- history` rebuilds the read model with: a queue that is subscribed to the topic while a replay
 * lasts, its worker, and the function that does the other steps.
 *
 * The queue is a standard one. The order does not matter to the read model, and a FIFO queue would drop what a second
 * replay delivers within five minutes of the first.
 */
export class HistoryRebuild extends Construct {
  readonly queue: GuardedQueue
  /** The queue for replayed messages that SNS cannot deliver. */
  readonly undelivered: DeadLetterQueue
  /** The function of the other steps. */
  readonly functionName: string

  constructor(scope: Construct, id: string, props: HistoryRebuildProps) {
    super(scope, id)
    const { domain, topic, purchases, keys, retention, maxConcurrency } = props
    this.queue = new GuardedQueue(this, 'Replay', {
      domain,
      consumer: { function: 'shop/replayed', timeout: Duration.seconds(30) },
      // SNS delivers a replay faster than it is written, so its events wait; nobody waits for them.
      alarmAtAge: Duration.days(1),
    })
    this.undelivered = topic.allowReplay('Replay', this.queue)
    const writer = new QueueWorker(this, 'Writer', {
      domain,
      queue: this.queue,
      description: 'Writes replayed events into the read model that is being built',
      environment: {
        PURCHASES_TABLE: purchases.tableName,
        CUSTOMER_KEYS_TABLE: keys.tableName,
        ...retention,
      },
      maxConcurrency,
    })
    purchases.grant(writer, 'GetItem', 'UpdateItem')
    keys.grant(writer, 'GetItem')
    this.functionName = this.#steps(props).function.functionName
  }

  /** `npm run replay` invokes it step by step. */
  #steps({ domain, purchases }: HistoryRebuildProps): DomainFunction {
    const { queue, undelivered } = this
    const steps = new DomainFunction(this, 'Steps', {
      domain,
      function: 'shop/rebuild',
      description: 'Compares a rebuilt read model with the live one, and swaps it in',
      timeout: Duration.minutes(2),
      environment: {
        PURCHASES_TABLE: purchases.tableName,
        REPLAY_QUEUE_URL: queue.queue.queueUrl,
        REPLAY_DEAD_LETTER_QUEUE_URL: queue.deadLetterQueue.queue.queueUrl,
        REPLAY_UNDELIVERED_QUEUE_URL: undelivered.queue.queueUrl,
      },
    })
    purchases.grant(steps, 'BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'Scan', 'UpdateItem')
    queue.grantDepth(steps)
    queue.deadLetterQueue.grantDepth(steps)
    undelivered.grantDepth(steps)
    return steps
  }
}
