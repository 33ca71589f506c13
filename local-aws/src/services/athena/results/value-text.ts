import type {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBValue,
} from '@duckdb/node-api'
import type { ColumnType } from './column-type.ts'
import { doubleText } from './double-text.ts'

type TimestampValue =
  | DuckDBTimestampValue
  | DuckDBTimestampMillisecondsValue
  | DuckDBTimestampNanosecondsValue
  | DuckDBTimestampSecondsValue

const DAY_MS = 86_400_000

/** The text of a value in Athena's results; undefined for null. */
export function valueText(type: ColumnType, value: DuckDBValue): string | undefined {
  if (value === null) return undefined
  switch (type.name) {
    case 'array':
      return `[${(value as DuckDBListValue | DuckDBArrayValue).items.map(item => partText(type.element, item)).join(', ')}]`
    case 'map': {
      const entries = (value as DuckDBMapValue).entries.map(
        entry => `${partText(type.key, entry.key)}=${partText(type.value, entry.value)}`,
      )
      return `{${entries.join(', ')}}`
    }
    case 'row': {
      const values = Object.values((value as DuckDBStructValue).entries)
      const fields = type.fields.map(
        (field, index) => `${field.name}=${partText(field.type, values[index] ?? null)}`,
      )
      return `{${fields.join(', ')}}`
    }
    default:
      return scalarText(type.name, value)
  }
}

/** "null" stands for a null within an array, map or row. */
function partText(type: ColumnType, value: DuckDBValue): string {
  return valueText(type, value) ?? 'null'
}

function scalarText(name: string, value: DuckDBValue): string {
  switch (name) {
    case 'double':
      return doubleText(value as number)
    case 'float':
      return floatText(value as number)
    case 'decimal':
      return (value as DuckDBDecimalValue).toString()
    case 'varbinary':
      return [...(value as DuckDBBlobValue).bytes].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    case 'date':
      return isoText((value as DuckDBDateValue).days * DAY_MS).slice(0, -13)
    case 'time':
      return new Date(Number((value as DuckDBTimeValue).micros / 1000n)).toISOString().slice(11, 23)
    case 'timestamp':
      return isoText(milliseconds(value as TimestampValue))
    case 'timestamp with time zone':
      return `${isoText(milliseconds(value as TimestampValue))} UTC`
    case 'interval day to second':
      return intervalText(value as DuckDBIntervalValue)
    default:
      return String(value)
  }
}

/** The shortest digits that give the same 32-bit number. */
function floatText(value: number): string {
  for (let digits = 1; digits <= 9 && Number.isFinite(value); digits++) {
    const rounded = Number(value.toPrecision(digits))
    if (Math.fround(rounded) === value) return doubleText(rounded)
  }
  return doubleText(value)
}

/** `2026-11-29 10:00:00.000`; a year beyond 9999 keeps its digits. */
function isoText(time: number): string {
  return new Date(time).toISOString().replace(/^\+0*/, '').replace('T', ' ').replace('Z', '')
}

function milliseconds(value: TimestampValue): number {
  if ('micros' in value) return Number(floorDivide(value.micros, 1000n))
  if ('nanos' in value) return Number(floorDivide(value.nanos, 1_000_000n))
  if ('millis' in value) return Number(value.millis)
  return Number(value.seconds) * 1000
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}

/** `2 03:04:05.006`; years and months are `1-6`. */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  if (months !== 0)
    return `${months < 0 ? '-' : ''}${Math.trunc(Math.abs(months) / 12)}-${Math.abs(months) % 12}`
  const total = BigInt(days) * BigInt(DAY_MS) + floorDivide(micros, 1000n)
  const absolute = Number(total < 0n ? -total : total)
  const time = new Date(absolute % DAY_MS).toISOString().slice(11, 23)
  return `${total < 0n ? '-' : ''}${Math.floor(absolute / DAY_MS)} ${time}`
}
