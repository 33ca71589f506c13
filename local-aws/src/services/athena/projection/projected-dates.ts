import { QueryFailure } from '../executions/query-failure.ts'
import {
  type ColumnProperty,
  integerProperty,
  invalidProperty,
  rangeOf,
  requiredProperty,
} from './column-property.ts'
import { DatePattern } from './date-pattern.ts'
import { addUnits, DATE_UNITS, type DateUnit, isOnGrid } from './date-unit.ts'
import type { ProjectedValues } from './projected-values.ts'

/** `NOW`, `NOW-3YEARS`, `NOW+1DAY`. */
const RELATIVE = /^NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/i

/**
 * The values of a date column: from the first date of its range in steps of its interval.
 *
 * @param now in ms since the epoch
 * @throws QueryFailure for a property that is missing or invalid
 */
export function projectedDates(column: string, property: ColumnProperty, now: number): ProjectedValues {
  const pattern = new DatePattern(requiredProperty(column, property, 'format'))
  const [start, end] = rangeOf(column, property).map(bound => timeOf(column, bound, pattern, now)) as [
    number,
    number,
  ]
  // A relative start is between two values; the pattern cuts it to the earlier one.
  const first = pattern.parse(pattern.format(start)) ?? start
  const unit = intervalUnit(column, property, pattern)
  const interval = Number(integerProperty(column, property, 'interval') ?? 1n)
  return {
    source: pattern.source,
    injected: false,
    has(value) {
      const time = pattern.parse(value)
      return time !== undefined && time >= first && time <= end && isOnGrid(time, first, interval, unit)
    },
  }
}

function timeOf(column: string, bound: string, pattern: DatePattern, now: number): number {
  const relative = RELATIVE.exec(bound)
  if (!relative) {
    const time = pattern.parse(bound)
    if (time === undefined) {
      throw invalidProperty(`projection.${column}.range`, bound, 'dates in the format of the column, or NOW')
    }
    return time
  }
  const [, sign, count, unit] = relative
  if (unit === undefined) return now
  return addUnits(now, Number(`${sign}${count}`), `${unit.toUpperCase()}S` as DateUnit)
}

/** "Required when the date format has a precision other than days or months." */
function intervalUnit(column: string, property: ColumnProperty, pattern: DatePattern): DateUnit {
  const given = property('interval.unit')?.trim().toUpperCase()
  if (given === undefined) {
    if (pattern.precision === 'day') return 'DAYS'
    if (pattern.precision === 'month') return 'MONTHS'
    throw new QueryFailure(
      `INVALID_TABLE_PROPERTY: The table property projection.${column}.interval.unit is missing, which a format of ${pattern.precision}s needs.`,
    )
  }
  const unit = DATE_UNITS.find(name => name === given || name === `${given}S`)
  if (unit) return unit
  throw invalidProperty(`projection.${column}.interval.unit`, given, DATE_UNITS.join(', '))
}
