import { isMetricValue, METRIC_UNITS } from '../../metric-value.ts'
import type { Dimension } from './dimensions.ts'
import type { StatisticSet } from './distribution.ts'
import { invalidParameter, invalidParameterCombination, missingParameter } from './errors.ts'

/** Values of a metric, as `PutMetricData` has them. */
export interface Datum {
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

const MAX_DIMENSIONS = 30
/** "You can include up to 150 unique values in each PutMetricData action that specifies a Values array." */
const MAX_VALUES = 150
const MAX_AGE_MS = 14 * 24 * 3_600_000
const MAX_LEAD_MS = 2 * 3_600_000

/**
 * Checks the limits in the documentation of `PutMetricData`.
 *
 * @param path of the datum in the request, such as `MetricData.member.1`
 * @param now in ms since the epoch
 * @throws AwsError `InvalidParameterValue`, `InvalidParameterCombination`, `MissingParameter`
 */
export function checkDatum(path: string, datum: Datum, now: number): void {
  const { MetricName, Dimensions = [], Timestamp, Unit = 'None', StorageResolution = 60 } = datum
  if (!MetricName) throw missingParameter(`${path}.MetricName`)
  checkDimensions(`${path}.Dimensions`, Dimensions)
  checkValues(path, datum)
  if (!METRIC_UNITS.includes(Unit)) {
    throw invalidParameter(
      `The parameter ${path}.Unit must be a value in the set [ ${METRIC_UNITS.join(', ')} ].`,
    )
  }
  if (StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidParameter(
      `The parameter ${path}.StorageResolution must be 1 or 60, not ${StorageResolution}.`,
    )
  }
  const time = Timestamp === undefined ? now : Timestamp * 1000
  if (time < now - MAX_AGE_MS || time > now + MAX_LEAD_MS) {
    throw invalidParameter(
      `The parameter ${path}.Timestamp must be within the past two weeks and at most two hours in the future.`,
    )
  }
}

function checkDimensions(path: string, dimensions: readonly Dimension[]): void {
  if (dimensions.length > MAX_DIMENSIONS) {
    throw invalidParameter(`The collection ${path} must not have a size greater than ${MAX_DIMENSIONS}.`)
  }
  for (const [index, { Name, Value }] of dimensions.entries()) {
    for (const [member, text] of Object.entries({ Name, Value })) {
      if (!text?.trim()) {
        throw invalidParameter(`The parameter ${path}.member.${index + 1}.${member} must not be empty.`)
      }
    }
  }
}

/** One of `Value`, `Values` and `StatisticValues` is required. */
function checkValues(path: string, { Value, Values, Counts, StatisticValues }: Datum): void {
  const given = Object.entries({ Value, Values, StatisticValues }).flatMap(([name, value]) =>
    value === undefined ? [] : `${path}.${name}`,
  )
  if (given.length > 1) {
    throw invalidParameterCombination(
      `The parameters ${given[0]} and ${given[1]} are mutually exclusive and you have specified both.`,
    )
  }
  if (given.length === 0) throw missingParameter(`${path}.Value`)
  if (Values && Values.length > MAX_VALUES) {
    throw invalidParameter(`The collection ${path}.Values must not have a size greater than ${MAX_VALUES}.`)
  }
  if (Counts && Counts.length !== Values?.length) {
    throw invalidParameter(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`)
  }
  if (Value !== undefined) checkNumbers(path, { Value })
  checkNumbers(`${path}.Values.member`, numbered(Values))
  checkNumbers(`${path}.Counts.member`, numbered(Counts))
  checkNumbers(`${path}.StatisticValues`, { ...StatisticValues })
}

function numbered(values: readonly number[] = []): Record<string, number> {
  return Object.fromEntries(values.map((value, index) => [index + 1, value]))
}

function checkNumbers(path: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!isMetricValue(value)) {
      throw invalidParameter(`The value ${value} for parameter ${path}.${name} is invalid.`)
    }
  }
}
