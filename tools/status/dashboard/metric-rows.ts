import { UnreadableWidgetError } from './unreadable-widget.ts'

/** A row of a widget's `metrics`: a metric or an expression, with its options. */
export type MetricRow = {
  readonly options: RowOptions
} & (
  | {
      readonly namespace: string
      readonly name: string
      readonly dimensions: readonly (readonly [name: string, value: string])[]
    }
  | { readonly expression: string }
)

export interface RowOptions {
  readonly id?: string
  readonly label?: string
  readonly stat?: string
  /** In seconds. */
  readonly period?: number
  readonly visible?: boolean
  readonly yAxis?: 'left' | 'right'
  readonly region?: string
  readonly accountId?: string
  readonly expression?: string
}

/**
 * Reads `metrics`, with its shorthand: `"."` is what the row before has at that place, `"..."` all that it has there.
 *
 * @throws UnreadableWidgetError
 * @see CloudWatch API Reference, "Dashboard Body Structure and Syntax", "Metrics Array Format"
 */
export function metricRows(metrics: readonly (readonly unknown[])[]): MetricRow[] {
  let before: readonly string[] = []
  return metrics.map(row => {
    const last = row.at(-1)
    const options = (typeof last === 'object' && last !== null ? last : {}) as RowOptions
    const written = row.filter(part => typeof part === 'string')
    if (options.expression !== undefined) return { expression: options.expression, options }
    const parts = expanded(written, before)
    const [namespace, name, ...dimensions] = parts
    if (namespace === undefined || name === undefined || dimensions.length % 2 !== 0) {
      throw new UnreadableWidgetError(
        `a metric is a namespace, a name and pairs of dimensions, not ${JSON.stringify(row)}`,
      )
    }
    before = parts
    return { namespace, name, dimensions: pairs(dimensions), options }
  })
}

function expanded(written: readonly string[], before: readonly string[]): string[] {
  const parts: string[] = []
  for (const [index, part] of written.entries()) {
    if (part === '...')
      parts.push(...before.slice(parts.length, before.length - (written.length - index - 1)))
    else if (part === '.') parts.push(before[parts.length] ?? part)
    else parts.push(part)
  }
  return parts
}

function pairs(parts: readonly string[]): [string, string][] {
  return Array.from({ length: parts.length / 2 }, (_, i) => [
    parts[2 * i] as string,
    parts[2 * i + 1] as string,
  ])
}
