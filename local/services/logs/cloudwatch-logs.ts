import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Logs } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import type { MetricStore } from '../cloudwatch/metric-store.ts'
import { putEmbeddedMetrics } from './embedded-metrics.ts'
import { LogGroup } from './log-group.ts'

/** Amazon CloudWatch Logs. */
export class CloudWatchLogs implements Logs {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[] = []
  readonly #account: Account
  readonly #metrics: MetricStore
  readonly #groups = new Map<string, LogGroup>()

  constructor(account: Account, metrics: MetricStore) {
    this.#account = account
    this.#metrics = metrics
    this.api = jsonProtocol({
      signingName: 'logs',
      targetPrefix: 'Logs_20140328',
      version: '1.1',
      namespace: 'com.amazonaws.cloudwatchlogs',
      actions: {},
    })
  }

  write(
    logGroup: string,
    logStream: string,
    events: readonly { timestamp: number; message: string }[],
  ): void {
    const group = this.#groups.get(logGroup) ?? this.#make(logGroup)
    const stream = group.stream(logStream)
    for (const { timestamp, message } of events) {
      group.append(stream, timestamp, message)
      putEmbeddedMetrics(message, this.#metrics)
    }
  }

  #make(name: string): LogGroup {
    const group = new LogGroup(this.#account, name)
    this.#groups.set(name, group)
    return group
  }
}
