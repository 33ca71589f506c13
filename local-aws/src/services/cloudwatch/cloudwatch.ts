import type { Account } from '../../account.ts'
import { cborProtocol } from '../../api/protocols/cbor-protocol.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { Actions, ServiceApi } from '../../api/service-api.ts'
import type { AlarmStates, Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { alarmActions } from './actions/alarms.ts'
import { dashboardActions } from './actions/dashboards.ts'
import { type GetMetricDataInput, getMetricData } from './actions/get-metric-data.ts'
import { type GetMetricStatisticsInput, getMetricStatistics } from './actions/get-metric-statistics.ts'
import { type ListMetricsInput, listMetrics } from './actions/list-metrics.ts'
import { type PutMetricDataInput, putMetricData } from './actions/put-metric-data.ts'
import { tagActions } from './actions/tags.ts'
import { Alarms } from './alarms.ts'
import { Dashboards } from './dashboards.ts'
import { missingParameter } from './errors.ts'
import { INPUTS } from './input-model.ts'
import type { MetricStore } from './metric-store.ts'
import { ResourceTags } from './resource-tags.ts'
import { alarmType } from './resources/alarm.ts'
import { compositeAlarmType } from './resources/composite-alarm.ts'
import { dashboardType } from './resources/dashboard.ts'

const SERVICE_NAME = 'GraniteServiceVersion20100801'
const ERROR_NAMESPACE = 'com.amazonaws.cloudwatch'

/** Amazon CloudWatch: metrics, and alarms that act on topics, in the protocols JSON 1.0, Smithy RPC v2 CBOR and Query. */
export class CloudWatch implements AlarmStates {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #alarms: Alarms

  constructor(account: Account, metrics: MetricStore, topics: Topics) {
    const tags = new ResourceTags()
    this.#alarms = new Alarms(account, metrics, topics, tags)
    const dashboards = new Dashboards(account, tags)
    this.resourceTypes = [
      alarmType(this.#alarms),
      compositeAlarmType(this.#alarms),
      dashboardType(dashboards),
    ]
    this.api = rpcService({
      signingName: 'monitoring',
      model: INPUTS,
      protocols: [
        jsonProtocol({
          targetPrefix: SERVICE_NAME,
          version: '1.0',
          namespace: ERROR_NAMESPACE,
          queryCompatible: true,
        }),
        cborProtocol({ serviceName: SERVICE_NAME, namespace: ERROR_NAMESPACE }),
        queryProtocol({ xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/' }),
      ],
      errors: { missing: missingParameter },
      actions: {
        ...metricActions(account, metrics),
        ...alarmActions(account, this.#alarms),
        ...dashboardActions(dashboards),
        ...tagActions(tags),
      },
    })
  }

  alarmState(name: string): ReturnType<AlarmStates['alarmState']> {
    return this.#alarms.find(name)?.state.value
  }

  /** Evaluates alarms from here on, each minute while there are any. */
  start(): void {
    this.#alarms.start()
  }

  stop(): void {
    this.#alarms.stop()
  }
}

function metricActions(account: Account, metrics: MetricStore): Actions {
  return {
    PutMetricData: (input: PutMetricDataInput) => putMetricData(account, metrics, input),
    GetMetricData: (input: GetMetricDataInput) => getMetricData(account, metrics, input),
    GetMetricStatistics: (input: GetMetricStatisticsInput) => getMetricStatistics(account, metrics, input),
    ListMetrics: (input: ListMetricsInput) => listMetrics(account, metrics, input),
  }
}
