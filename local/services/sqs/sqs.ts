import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Keys, Metrics, QueuePort, Queues } from '../../ports.ts'
import { queueActions } from './actions/queues.ts'
import { receivingActions } from './actions/receiving.ts'
import { sendingActions } from './actions/sending.ts'
import { settlingActions } from './actions/settling.ts'
import { InProcessQueue } from './in-process-queue.ts'
import { NAMESPACE } from './queue-counters.ts'
import { QueueDirectory } from './queue-directory.ts'
import { gaugesOf } from './queue-metrics.ts'

/** Amazon SQS: standard and FIFO queues, in memory. */
export class Sqs implements Queues {
  readonly api: ServiceApi
  readonly #keys: Keys
  readonly #queues: QueueDirectory

  constructor(account: Account, keys: Keys, metrics: Metrics) {
    this.#keys = keys
    this.#queues = new QueueDirectory(account, metrics)
    this.api = jsonProtocol({
      signingName: 'sqs',
      targetPrefix: 'AmazonSQS',
      version: '1.0',
      namespace: 'com.amazonaws.sqs',
      actions: {
        ...queueActions(this.#queues, account.id),
        ...sendingActions(this.#queues, keys),
        ...receivingActions(this.#queues, keys),
        ...settlingActions(this.#queues),
      },
    })
    metrics.observe(NAMESPACE, () =>
      [...this.#queues.all()].flatMap(queue => gaugesOf(queue, account.clock.now())),
    )
  }

  byArn(arn: string): QueuePort {
    return new InProcessQueue(this.#queues.byArn(arn), this.#keys)
  }
}
