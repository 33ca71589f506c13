import type { Account } from '../../account.ts'
import { validationError } from './errors.ts'
import type { Series } from './metric-math/value.ts'

/** "You can add up to six dynamic values to a label. You can use the ${LABEL} placeholder only once within each label." */
const MAX_DYNAMIC_VALUES = 6
const PLACEHOLDER = /\$\{([^${}]*)\}/g

const STATISTICS: Readonly<Record<string, (numbers: readonly number[]) => number | undefined>> = {
  AVG: numbers => (numbers.length > 0 ? sum(numbers) / numbers.length : undefined),
  DATAPOINT_COUNT: numbers => numbers.length,
  FIRST: numbers => numbers[0],
  FIRST_LAST_RANGE: numbers => difference(numbers.at(-1), numbers[0]),
  LAST: numbers => numbers.at(-1),
  MAX: maximum,
  MIN: minimum,
  MIN_MAX_RANGE: numbers => difference(maximum(numbers), minimum(numbers)),
  SUM: sum,
}

/**
 * A label with its dynamic values filled in (CloudWatch, *Using dynamic labels*): statistics of the values, `${LABEL}`
 * and `${PROP('Dim.Region')}`. A value that there is none of is empty.
 *
 * @throws AwsError `ValidationError` for other placeholders, among them those of times: how CloudWatch writes times
 *   in labels is not documented
 */
export function fillLabel(label: string, series: Series, account: Account): string {
  const names = [...label.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  if (names.length > MAX_DYNAMIC_VALUES || names.filter(name => name === 'LABEL').length > 1) {
    throw validationError(
      `The label ${JSON.stringify(label)} has more than ${MAX_DYNAMIC_VALUES} dynamic values, or \${LABEL} twice.`,
    )
  }
  return label.replace(PLACEHOLDER, (_, name: string) => dynamicValue(name, series, account))
}

function dynamicValue(name: string, series: Series, account: Account): string {
  if (name === 'LABEL') return series.label
  const statistic = Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined
  if (statistic) return String(statistic([...series.values.values()]) ?? '')
  const property = /^PROP\(\s*['"](.+)['"]\s*\)$/.exec(name)?.[1]
  if (property === undefined) throw unknown(name)
  return propertyOf(property, series, account)
}

function propertyOf(property: string, { metric }: Series, account: Account): string {
  if (property === 'AccountId') return account.id
  if (property === 'Region') return account.region
  if (property.startsWith('Dim.')) return metric?.dimensions[property.slice('Dim.'.length)] ?? ''
  const properties: Record<string, string | number | undefined> = {
    MetricName: metric?.name,
    Namespace: metric?.namespace,
    Period: metric?.periodSeconds,
    Stat: metric?.stat,
  }
  if (!Object.hasOwn(properties, property)) throw unknown(`PROP('${property}')`)
  return String(properties[property] ?? '')
}

function unknown(name: string) {
  return validationError(`The local AWS does not simulate \${${name}} in labels.`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function maximum(numbers: readonly number[]): number | undefined {
  return numbers.length > 0 ? numbers.reduce((most, number) => Math.max(most, number)) : undefined
}

function minimum(numbers: readonly number[]): number | undefined {
  return numbers.length > 0 ? numbers.reduce((least, number) => Math.min(least, number)) : undefined
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other
}
