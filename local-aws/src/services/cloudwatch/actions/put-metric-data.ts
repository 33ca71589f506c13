import type { Account } from '../../../account.ts'
import { type Dimension, fromDimensions } from '../dimensions.ts'
import type { Distribution, StatisticSet } from '../distribution.ts'
import { invalidParameter, missingParameter } from '../errors.ts'
import type { MetricStore } from '../metric-store.ts'

interface Datum {
  MetricName: string
  Dimensions?: Dimension[]
  /** Seconds since the epoch. */
  Timestamp?: number
  Value?: number
  Values?: number[]
  /** How often each of `Values` occurred. */
  Counts?: number[]
  StatisticValues?: StatisticSet
  Unit?: string
  StorageResolution?: number
}

export interface PutMetricDataInput {
  Namespace: string
  MetricData?: Datum[]
}

const MAX_METRICS = 1000
const MAX_AGE_MS = 14 * 24 * 3_600_000
const MAX_LEAD_MS = 2 * 3_600_000

export function putMetricData(account: Account, metrics: MetricStore, input: PutMetricDataInput): void {
  const { Namespace, MetricData = [] } = input
  if (!Namespace) throw missingParameter('Namespace')
  if (Namespace.startsWith('AWS/')) {
    throw invalidParameter(`The value ${Namespace} for parameter Namespace is invalid: AWS/ is AWS's own.`)
  }
  if (MetricData.length > MAX_METRICS) {
    throw invalidParameter(`A request holds at most ${MAX_METRICS} metrics, not ${MetricData.length}.`)
  }
  for (const datum of MetricData) check(datum, account.clock.now())
  for (const datum of MetricData) put(Namespace, datum, account.clock.now(), metrics)
}

/** The limits in the documentation of `PutMetricData`. */
function check(
  { MetricName, Dimensions = [], Timestamp, Values = [], Counts, StorageResolution }: Datum,
  now: number,
) {
  if (!MetricName) throw missingParameter('MetricData.member.1.MetricName')
  if (Dimensions.length > 30) throw invalidParameter(`${MetricName} has more than 30 dimensions.`)
  if (Counts && Counts.length !== Values.length) {
    throw invalidParameter(`${MetricName} has ${Values.length} Values and ${Counts.length} Counts.`)
  }
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidParameter(
      `The StorageResolution of ${MetricName} must be 1 or 60, not ${StorageResolution}.`,
    )
  }
  const time = Timestamp === undefined ? now : Timestamp * 1000
  if (time < now - MAX_AGE_MS || time > now + MAX_LEAD_MS) {
    throw invalidParameter(
      `The Timestamp of ${MetricName} must be within the past two weeks and at most two hours in the future.`,
    )
  }
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
