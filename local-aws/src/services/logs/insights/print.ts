import { textOf, type Value } from './value.ts'

/**
 * How the values of a column are written: as in the log event; rounded, as results of functions are; as a time; as the
 * discovered numbers of Lambda, which are floating-point numbers.
 */
export type PrintStyle = 'plain' | 'rounded' | 'time' | 'double'

/** Undefined for what has no value: results leave it out. */
export function print(value: Value, style: PrintStyle): string | undefined {
  if (typeof value !== 'number') return textOf(value)
  switch (style) {
    case 'plain':
      return String(value)
    case 'rounded':
      return String(Number(value.toFixed(4)))
    case 'time':
      return printTime(value)
    case 'double':
      return printDouble(value)
  }
}

/** The times that JavaScript knows. */
const MAX_TIME_MS = 8.64e15

/** `2026-11-29 12:25:00.000` */
function printTime(ms: number): string {
  if (Math.abs(ms) > MAX_TIME_MS) return String(ms)
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** As Java's `Double.toString`: `87.77`, `100.0`, `1.28E8`. */
function printDouble(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(value) ? `${value}.0` : String(value)
  const [mantissa = '', exponent] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}
