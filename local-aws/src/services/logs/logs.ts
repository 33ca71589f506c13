import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Logs, Metrics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { logEventActions } from './actions/log-events.ts'
import { logGroupActions } from './actions/log-groups.ts'
import { logStreamActions } from './actions/log-streams.ts'
import { metricFilterActions } from './actions/metric-filters.ts'
import { queryActions } from './actions/queries.ts'
import { queryDefinitionActions } from './actions/query-definitions.ts'
import { tagActions } from './actions/tags.ts'
import { invalidParameter } from './errors.ts'
import { INPUTS } from './input-model.ts'
import { LogGroups } from './log-groups.ts'
import { QueryDefinitions } from './query-definitions.ts'
import { logGroupType } from './resources/log-group.ts'
import { logStreamType } from './resources/log-stream.ts'
import { metricFilterType } from './resources/metric-filter.ts'
import { queryDefinitionType } from './resources/query-definition.ts'
import { RESOURCE_POLICY_TYPE } from './resources/resource-policy.ts'

/** Amazon CloudWatch Logs: log groups and their events, metric filters, embedded metrics, Logs Insights. */
export class CloudWatchLogs implements Logs {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #groups: LogGroups

  constructor(account: Account, metrics: Metrics) {
    this.#groups = new LogGroups(account, metrics)
    const queryDefinitions = new QueryDefinitions(account)
    this.resourceTypes = [
      logGroupType(this.#groups),
      logStreamType(this.#groups),
      metricFilterType(account, this.#groups),
      queryDefinitionType(queryDefinitions),
      RESOURCE_POLICY_TYPE,
    ]
    this.api = rpcService({
      signingName: 'logs',
      model: INPUTS,
      errors: { invalid: invalidParameter },
      protocols: [
        jsonProtocol({
          targetPrefix: 'Logs_20140328',
          version: '1.1',
          namespace: 'com.amazonaws.cloudwatchlogs',
        }),
      ],
      actions: {
        ...logGroupActions(this.#groups),
        ...logStreamActions(this.#groups),
        ...tagActions(this.#groups),
        ...logEventActions(account, this.#groups),
        ...metricFilterActions(account, this.#groups),
        ...queryActions(account, this.#groups),
        ...queryDefinitionActions(queryDefinitions),
      },
    })
  }

  hasGroup(logGroup: string): boolean {
    return this.#groups.find(logGroup) !== undefined
  }

  exists(logGroup: string, logStream: string): boolean {
    return this.#groups.find(logGroup)?.streams.has(logStream) ?? false
  }

  write(
    logGroup: string,
    logStream: string,
    events: readonly { timestamp: number; message: string }[],
  ): void {
    const group = this.#groups.find(logGroup) ?? this.#groups.create(logGroup)
    this.#groups.ingest(group, group.stream(logStream), events)
  }
}
