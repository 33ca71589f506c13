import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Keys, Metrics, QueuePort, Queues } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { moveTaskActions } from './actions/move-tasks.ts'
import { permissionActions } from './actions/permissions.ts'
import { queueActions } from './actions/queues.ts'
import { receivingActions } from './actions/receiving.ts'
import { sendingActions } from './actions/sending.ts'
import { settlingActions } from './actions/settling.ts'
import { tagActions } from './actions/tags.ts'
import { invalidParameter, missingParameter } from './errors.ts'
import { InProcessQueue } from './in-process-queue.ts'
import { INPUTS } from './input-model.ts'
import { NAMESPACE } from './queue-counters.ts'
import { QueueDirectory } from './queue-directory.ts'
import { gaugesOf } from './queue-metrics.ts'
import { queueType } from './resources/queue.ts'
import { queuePolicyType } from './resources/queue-policy.ts'

/** Amazon SQS: standard and FIFO queues, in memory. */
export class Sqs implements Queues {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #keys: Keys
  readonly #queues: QueueDirectory

  constructor(account: Account, keys: Keys, metrics: Metrics) {
    this.#account = account
    this.#keys = keys
    this.#queues = new QueueDirectory(account, metrics)
    this.api = rpcService({
      signingName: 'sqs',
      model: INPUTS,
      protocols: [
        jsonProtocol({
          targetPrefix: 'AmazonSQS',
          version: '1.0',
          namespace: 'com.amazonaws.sqs',
          queryCompatible: true,
        }),
        queryProtocol({
          xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
          memberInPath: 'QueueUrl',
        }),
      ],
      errors: { missing: missingParameter, invalid: invalidParameter },
      actions: {
        ...queueActions(this.#queues, account.id),
        ...sendingActions(this.#queues, keys),
        ...receivingActions(this.#queues, keys),
        ...settlingActions(this.#queues),
        ...tagActions(this.#queues),
        ...permissionActions(this.#queues),
        ...moveTaskActions(this.#queues, account, keys),
      },
    })
    this.resourceTypes = [queueType(this.#queues), queuePolicyType(this.#queues)]
    account.authorization.setResourcePolicies('sqs', {
      policyOf: arn => this.#queues.findByArn(arn)?.settings.policy,
    })
    metrics.observe(NAMESPACE, () =>
      [...this.#queues.all()].flatMap(queue => gaugesOf(queue, account.clock.now())),
    )
  }

  byArn(arn: string): QueuePort {
    return new InProcessQueue(this.#account, this.#queues.byArn(arn), this.#keys)
  }
}
