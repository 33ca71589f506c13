import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { Action, Actions, RequestContext, ServiceApi } from '../../api/service-api.ts'
import type { ConsumerPort, Keys, Metrics, StreamPort, Streams } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { consumerActions } from './actions/consumers.ts'
import { monitoringActions } from './actions/monitoring.ts'
import { policyActions } from './actions/policies.ts'
import { recordActions } from './actions/records.ts'
import { settingsActions } from './actions/settings.ts'
import { shardActions } from './actions/shards.ts'
import { streamActions } from './actions/streams.ts'
import { subscriptionActions } from './actions/subscriptions.ts'
import { tagActions } from './actions/tags.ts'
import { CallRates } from './call-rates.ts'
import { refusingCbor } from './cbor.ts'
import { Consumers } from './consumers.ts'
import { InProcessConsumer } from './in-process-consumer.ts'
import { InProcessStream } from './in-process-stream.ts'
import { INPUTS } from './input-model.ts'
import { Reading } from './reading.ts'
import { resourcePolicyType } from './resources/resource-policy.ts'
import { streamType } from './resources/stream.ts'
import { streamConsumerType } from './resources/stream-consumer.ts'
import { StreamDirectory } from './stream-directory.ts'
import { Subscribing } from './subscribing.ts'

/** Amazon Kinesis Data Streams: streams and their shards, in memory, with the protocol AWS JSON 1.1. */
export class Kinesis implements Streams {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #account: Account
  readonly #streams: StreamDirectory
  readonly #reading: Reading
  readonly #consumers: Consumers
  readonly #subscribing: Subscribing

  constructor(account: Account, keys: Keys, metrics: Metrics) {
    this.#account = account
    this.#streams = new StreamDirectory(account, metrics)
    this.#reading = new Reading(this.#streams, keys)
    const consumers = new Consumers(this.#streams)
    this.#consumers = consumers
    this.#subscribing = new Subscribing(this.#streams, keys)
    account.authorization.setResourcePolicies('kinesis', {
      policyOf: arn => consumers.findResource(arn)?.policy?.compiled,
    })
    const rates = new CallRates(this.#streams)
    this.resourceTypes = [
      streamType(this.#streams),
      streamConsumerType(consumers),
      resourcePolicyType(consumers),
    ]
    this.api = refusingCbor(
      rpcService({
        signingName: 'kinesis',
        model: INPUTS,
        protocols: [jsonProtocol({ targetPrefix: 'Kinesis_20131202', version: '1.1' })],
        actions: limited(rates, {
          ...streamActions(this.#streams),
          ...shardActions(this.#streams),
          ...recordActions(this.#streams, this.#reading, keys),
          ...settingsActions(this.#streams, keys),
          ...monitoringActions(this.#streams),
          ...tagActions(this.#streams, consumers),
          ...consumerActions(this.#streams, consumers),
          ...subscriptionActions(consumers, this.#subscribing),
          ...policyActions(consumers),
        }),
      }),
    )
  }

  byArn(arn: string): StreamPort {
    return new InProcessStream(this.#account, this.#streams.byArn(arn), this.#reading)
  }

  consumerByArn(arn: string): ConsumerPort {
    return new InProcessConsumer(this.#account, this.#consumers.byArn(arn), this.#subscribing)
  }
}

/** Wraps each action with the check of its call rate. */
function limited(rates: CallRates, actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [name, afterCheck(rates, name, action)]),
  )
}

function afterCheck(rates: CallRates, name: string, action: Action): Action {
  return (input: object, context: RequestContext) => {
    rates.take(name, input)
    return action(input as never, context)
  }
}
