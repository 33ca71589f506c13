import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type { Buckets, Functions, Keys, Logs, MetricDatum, Metrics, Streams } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { destinationActions } from './actions/destination.ts'
import { encryptionActions } from './actions/encryption.ts'
import { recordActions } from './actions/records.ts'
import { streamActions } from './actions/streams.ts'
import { tagActions } from './actions/tags.ts'
import { DeliveryStreams } from './delivery-streams.ts'
import { ErrorLog } from './error-log.ts'
import { INPUTS } from './input-model.ts'
import { deliveryStreamType } from './resources/delivery-stream.ts'
import { RoleSessions } from './role-sessions.ts'
import { DELIVERY_KINDS, NAMESPACE } from './stream-metrics.ts'

/** The services that Firehose uses. */
export interface FirehoseNeighbours {
  streams: Streams
  buckets: Buckets
  functions: Functions
  keys: Keys
  logs: Logs
}

/** Amazon Data Firehose: delivery streams to S3, with the protocol AWS JSON 1.1. */
export class Firehose {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #streams: DeliveryStreams

  constructor(
    account: Account,
    credentials: CredentialStore,
    metrics: Metrics,
    { keys, logs, ...services }: FirehoseNeighbours,
  ) {
    this.#streams = new DeliveryStreams({
      ...{ account, metrics, ...services },
      errorLog: new ErrorLog(account, logs),
      roles: new RoleSessions(account, credentials),
    })
    metrics.observe(NAMESPACE, () => this.#freshness())
    this.resourceTypes = [deliveryStreamType(this.#streams)]
    this.api = rpcService({
      signingName: 'firehose',
      model: INPUTS,
      protocols: [jsonProtocol({ targetPrefix: 'Firehose_20150804', version: '1.1' })],
      actions: {
        ...streamActions(this.#streams),
        ...destinationActions(this.#streams),
        ...recordActions(this.#streams, keys),
        ...encryptionActions(this.#streams, keys),
        ...tagActions(this.#streams),
      },
    })
  }

  /** Ends the reading of source streams. */
  close(): void {
    this.#streams.stop()
  }

  #freshness(): MetricDatum[] {
    return this.#streams.all().flatMap(({ metrics, pipeline }) =>
      DELIVERY_KINDS.flatMap(kind => {
        const age = pipeline.freshnessMs(kind)
        return age === undefined ? [] : [metrics.freshness(kind, age)]
      }),
    )
  }
}
