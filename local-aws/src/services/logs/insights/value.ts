/**
 * What a field has: text, a number (booleans are 1 and 0, times are milliseconds since the epoch), a list or map of
 * `jsonParse`, or nothing.
 */
export type Value = string | number | object | undefined

/** A log event has 1 MB at most; functions could make longer texts of it without end. */
const MAX_TEXT_LENGTH = 1024 * 1024

const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** The number that a value is or spells. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !NUMBER.test(value)) return undefined
  return finite(Number(value))
}

/** Undefined for what is no number: a division by zero, the root of -1. */
export function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined
}

export function textOf(value: Value): string | undefined {
  if (typeof value !== 'object') return value === undefined ? undefined : String(value)
  try {
    return bounded(JSON.stringify(value))
  } catch {
    // It is nested too deeply to be written.
    return undefined
  }
}

export function bounded(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text
}

/** Whether a condition that has this value holds. */
export function isTrue(value: Value): boolean {
  return value !== undefined && value !== 0 && value !== ''
}

/** Below zero where `a` comes before `b`: by number where both are numbers, else by their characters. */
export function compare(a: Value, b: Value): number | undefined {
  if (a === undefined || b === undefined) return undefined
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return x - y
  const [s, t] = [textOf(a) ?? '', textOf(b) ?? '']
  if (s === t) return 0
  return s < t ? -1 : 1
}

/** A part of a JSON document as a value. */
export function fromJson(part: unknown): Value {
  switch (typeof part) {
    case 'boolean':
      return part ? 1 : 0
    case 'string':
      return part
    case 'number':
      return finite(part)
    case 'object':
      return part ?? undefined
    default:
      return undefined
  }
}
