import {
  type ColumnProperty,
  integerProperty,
  invalidProperty,
  rangeOf,
  requiredProperty,
} from './column-property.ts'
import { escapeRegex } from './date-pattern.ts'
import { projectedDates } from './projected-dates.ts'
import type { ProjectedValues } from './projected-values.ts'

/**
 * The values of a partition column.
 *
 * @param now in ms since the epoch
 * @throws QueryFailure for a property that is missing or invalid
 */
export function projectedColumn(column: string, property: ColumnProperty, now: number): ProjectedValues {
  const type = property('type')?.trim().toLowerCase()
  switch (type) {
    case 'enum':
      return enumeration(requiredProperty(column, property, 'values').split(','))
    case 'integer':
      return integers(column, property)
    case 'date':
      return projectedDates(column, property, now)
    case 'injected':
      return { source: '[^/]*', injected: true, has: value => value !== '' }
    default:
      throw invalidProperty(`projection.${column}.type`, type, 'enum, integer, date or injected')
  }
}

function enumeration(values: readonly string[]): ProjectedValues {
  const known = new Set(values)
  // Longest first, so that no value hides another that begins with it.
  const sources = [...known].sort((a, b) => b.length - a.length).map(escapeRegex)
  return { source: `(?:${sources.join('|')})`, injected: false, has: value => known.has(value) }
}

function integers(column: string, property: ColumnProperty): ProjectedValues {
  const [first, last] = rangeOf(column, property).map(bound => integerBound(column, bound)) as [
    bigint,
    bigint,
  ]
  const interval = integerProperty(column, property, 'interval') ?? 1n
  const digits = Number(integerProperty(column, property, 'digits') ?? 0n)
  return {
    source: '-?\\d+',
    injected: false,
    has(value) {
      const number = BigInt(value)
      if (number < first || number > last || (number - first) % interval !== 0n) return false
      return value === paddedText(number, digits)
    },
  }
}

function paddedText(number: bigint, digits: number): string {
  const absolute = String(number < 0n ? -number : number).padStart(digits, '0')
  return number < 0n ? `-${absolute}` : absolute
}

function integerBound(column: string, text: string): bigint {
  if (/^-?\d+$/.test(text)) return BigInt(text)
  throw invalidProperty(`projection.${column}.range`, text, 'two integers, separated by a comma')
}
