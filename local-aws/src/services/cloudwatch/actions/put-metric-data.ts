import type { Account } from '../../../account.ts'
import { checkDatum, type Datum } from '../datum.ts'
import { fromDimensions } from '../dimensions.ts'
import type { Distribution } from '../distribution.ts'
import { invalidParameter, missingParameter } from '../errors.ts'
import type { MetricStore } from '../metric-store.ts'

export interface PutMetricDataInput {
  Namespace: string
  MetricData?: Datum[]
  /** Metrics of an entity: "so that related telemetry can be found and viewed together". */
  EntityMetricData?: { MetricData?: Datum[] }[]
}

const MAX_METRICS = 1000

export function putMetricData(account: Account, metrics: MetricStore, input: PutMetricDataInput): void {
  const { Namespace, MetricData = [], EntityMetricData = [] } = input
  if (!Namespace) throw missingParameter('Namespace')
  if (Namespace.startsWith('AWS/')) {
    throw invalidParameter(`The value ${Namespace} for parameter Namespace is invalid: AWS/ is AWS's own.`)
  }
  const now = account.clock.now()
  checkData('MetricData', MetricData, now)
  for (const [index, { MetricData: data = [] }] of EntityMetricData.entries()) {
    checkData(`EntityMetricData.member.${index + 1}.MetricData`, data, now)
  }
  const all = [...MetricData, ...EntityMetricData.flatMap(({ MetricData: data = [] }) => data)]
  if (all.length > MAX_METRICS) {
    throw invalidParameter(`The collection MetricData must not have a size greater than ${MAX_METRICS}.`)
  }
  for (const datum of all) put(Namespace, datum, now, metrics)
}

function checkData(collection: string, data: readonly Datum[], now: number): void {
  for (const [index, datum] of data.entries()) checkDatum(`${collection}.member.${index + 1}`, datum, now)
}

function put(namespace: string, datum: Datum, now: number, metrics: MetricStore): void {
  const stretch = metrics.stretch(
    {
      namespace,
      name: datum.MetricName,
      dimensions: fromDimensions(datum.Dimensions),
      unit: datum.Unit ?? 'None',
    },
    {
      timestamp: datum.Timestamp === undefined ? now : datum.Timestamp * 1000,
      resolutionSeconds: datum.StorageResolution === 1 ? 1 : 60,
    },
  )
  addValues(stretch, datum)
}

function addValues(stretch: Distribution, { Value, Values = [], Counts, StatisticValues }: Datum): void {
  if (Value !== undefined) stretch.add(Value)
  for (const [index, value] of Values.entries()) stretch.add(value, Counts?.[index] ?? 1)
  if (StatisticValues) stretch.addSet(StatisticValues)
}
