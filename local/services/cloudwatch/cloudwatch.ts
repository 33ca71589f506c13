import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import type { MetricStore } from './metric-store.ts'

/** Amazon CloudWatch: metrics, and alarms that act on topics. */
export class CloudWatch {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[] = []

  constructor(_account: Account, _metrics: MetricStore, _topics: Topics) {
    this.api = jsonProtocol({
      signingName: 'monitoring',
      targetPrefix: 'GraniteServiceVersion20100801',
      version: '1.0',
      namespace: 'com.amazonaws.cloudwatch',
      actions: {},
    })
  }

  /** Evaluates alarms from here on, each minute while there are any. */
  start(): void {}

  stop(): void {}
}
