import type { Shape } from '../model/input-shape.ts'
import { malformedInput } from './malformed-input.ts'

/**
 * A scalar that is written as text, in a form, a path, a query string or a header.
 *
 * @param path what the message calls it
 * @throws AwsError `SerializationException`, called `MalformedInput` in Query
 */
export function scalarOf(text: string, { type }: Shape, path: string): unknown {
  switch (type) {
    case 'number':
    case 'integer':
    case 'double':
      return numberOf(text, path)
    case 'boolean':
      if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
      throw malformedInput(`${path} must be true or false, not ${JSON.stringify(text.slice(0, 100))}.`)
    case 'timestamp':
      return secondsOf(text, path)
    default:
      return text
  }
}

function numberOf(text: string, path: string): number {
  if (/^(?:NaN|[+-]?Infinity)$/.test(text)) return Number(text)
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text)
  throw malformedInput(`${path} must be a number, not ${JSON.stringify(text.slice(0, 100))}.`)
}

/** A time in ISO 8601, in UTC unless it has an offset, or as seconds since 1970. */
function secondsOf(text: string, path: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const inUtc = /T[\d:.]+$/.test(text) ? `${text}Z` : text
  const milliseconds = Date.parse(inUtc)
  if (Number.isFinite(milliseconds)) return milliseconds / 1000
  throw malformedInput(
    `${path} must be a time such as 2026-01-01T00:00:00Z, not ${JSON.stringify(text.slice(0, 100))}.`,
  )
}
