import { isMetricValue, METRIC_UNITS } from '../../metric-value.ts'
import type { Metrics } from '../../ports.ts'
import { invalidParameter } from './errors.ts'
import { type FilterPattern, parseFilterPattern } from './filter-pattern.ts'
import { type JsonSelector, parseJsonSelector } from './json-selector.ts'

export interface MetricTransformation {
  metricName: string
  metricNamespace: string
  /** A number, or a selector into the event: `$.latency`. */
  metricValue: string
  /** Put for each event that does not match; excludes dimensions. */
  defaultValue?: number
  /** By name, selectors into the event. */
  dimensions?: Record<string, string>
  unit?: string
}

export interface MetricFilterDefinition {
  filterName: string
  filterPattern: string
  metricTransformations: MetricTransformation[]
}

/** "One metric filter can include as many as three dimensions" (MetricTransformation). */
const MAX_DIMENSIONS = 3

/** "You can use metric filters to transform log data into actionable metrics." */
export class MetricFilter {
  readonly definition: MetricFilterDefinition
  readonly creationTime: number
  readonly #matches: FilterPattern
  readonly #transformation: MetricTransformation
  readonly #value: JsonSelector | number
  readonly #dimensions: readonly (readonly [string, JsonSelector])[]

  /** @throws AwsError `InvalidParameterException` for a pattern or value that cannot be understood */
  constructor(definition: MetricFilterDefinition, creationTime: number) {
    const [transformation] = definition.metricTransformations
    if (!transformation || definition.metricTransformations.length > 1) {
      throw invalidParameter('A metric filter has exactly one metric transformation.')
    }
    const { metricValue, dimensions = {}, defaultValue } = transformation
    if (defaultValue !== undefined && Object.keys(dimensions).length > 0) {
      throw invalidParameter('A metric with dimensions cannot have a default value.')
    }
    if (Object.keys(dimensions).length > MAX_DIMENSIONS) {
      throw invalidParameter(
        `A metric filter has up to ${MAX_DIMENSIONS} dimensions, not ${Object.keys(dimensions).length}.`,
      )
    }
    if (transformation.unit !== undefined && !METRIC_UNITS.includes(transformation.unit)) {
      throw invalidParameter(
        `The unit of a metric is one of ${METRIC_UNITS.join(', ')}, not ${transformation.unit}.`,
      )
    }
    if (defaultValue !== undefined && !isMetricValue(defaultValue)) {
      throw invalidParameter(`The defaultValue ${defaultValue} is no number from -2^360 to 2^360.`)
    }
    this.definition = definition
    this.creationTime = creationTime
    this.#matches = parseFilterPattern(definition.filterPattern)
    this.#transformation = transformation
    this.#value = metricValue.startsWith('$') ? parseJsonSelector(metricValue) : literal(metricValue)
    this.#dimensions = Object.entries(dimensions).map(
      ([name, text]) => [name, parseJsonSelector(text)] as const,
    )
  }

  /** Whether its pattern has regular expressions. */
  get hasRegex(): boolean {
    return (this.#matches.regexes ?? []).length > 0
  }

  /** Puts the value that the event has, or the default value, into the metric. */
  look(message: string, timestamp: number, metrics: Metrics): void {
    const value = this.#matches(message) ? this.#valueOf(message) : this.#transformation.defaultValue
    if (value === undefined) return
    const { metricNamespace, metricName, unit = 'None' } = this.#transformation
    const dimensions = this.#dimensionsOf(message)
    if (!dimensions) return
    metrics.put(
      { namespace: metricNamespace, name: metricName, dimensions, value, unit },
      { timestamp, resolutionSeconds: 60 },
    )
  }

  #valueOf(message: string): number | undefined {
    if (typeof this.#value === 'number') return this.#value
    const [found] = this.#value(documentIn(message))
    const value = typeof found === 'number' || typeof found === 'string' ? Number(found) : undefined
    return isMetricValue(value) ? value : undefined
  }

  /** Undefined if the event lacks one of them: it then puts no value. */
  #dimensionsOf(message: string): Record<string, string> | undefined {
    if (this.#dimensions.length === 0) return {}
    const document = documentIn(message)
    const found = this.#dimensions.map(([name, select]) => [name, select(document)[0]] as const)
    if (found.some(([, value]) => value === undefined || typeof value === 'object')) return undefined
    return Object.fromEntries(found.map(([name, value]) => [name, String(value)]))
  }
}

function literal(metricValue: string): number {
  if (metricValue.trim() !== '' && isMetricValue(Number(metricValue))) return Number(metricValue)
  throw invalidParameter(
    `The local AWS simulates a metricValue that is a number or a selector such as $.latency, not ${metricValue}.`,
  )
}

function documentIn(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
