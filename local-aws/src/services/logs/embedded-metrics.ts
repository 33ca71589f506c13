import { isMetricValue, METRIC_UNITS } from '../../metric-value.ts'
import type { Metrics, SampleTime } from '../../ports.ts'

/** `_aws` of a document in the embedded metric format. */
interface Metadata {
  Timestamp?: unknown
  CloudWatchMetrics?: unknown
}

interface Directive {
  Namespace?: unknown
  Dimensions?: unknown
  Metrics?: unknown
}

interface Definition {
  Name?: unknown
  Unit?: unknown
  StorageResolution?: unknown
}

/** In a set. */
const MAX_DIMENSIONS = 30
/** The last time that a `Date` can have, in ms since the epoch. */
const LAST_TIME = 8.64e15

/**
 * Puts the metrics of a log line in the embedded metric format (CloudWatch, *Specification: Embedded metric format*):
 * each metric once for every set of dimensions. Ignores lines that do not follow the specification.
 */
export function putEmbeddedMetrics(message: string, metrics: Metrics): void {
  if (!message.includes('"_aws"')) return
  const document = parse(message)
  const metadata = document?._aws as Metadata | undefined
  const timestamp = metadata?.Timestamp
  if (!document || typeof timestamp !== 'number' || !(Math.abs(timestamp) <= LAST_TIME)) return

  for (const directive of objectsIn<Directive>(metadata?.CloudWatchMetrics)) {
    for (const dimensions of dimensionSets(directive, document)) {
      for (const definition of objectsIn<Definition>(directive.Metrics)) {
        putMetric(directive, definition, dimensions, document, timestamp, metrics)
      }
    }
  }
}

function putMetric(
  { Namespace }: Directive,
  { Name, Unit = 'None', StorageResolution = 60 }: Definition,
  dimensions: Record<string, string>,
  document: Record<string, unknown>,
  timestamp: number,
  metrics: Metrics,
): void {
  if (typeof Namespace !== 'string' || typeof Name !== 'string' || typeof Unit !== 'string') return
  if (Namespace === '' || Name === '' || !METRIC_UNITS.includes(Unit)) return
  const values = [document[Name]].flat().filter(isMetricValue)
  const metric = { namespace: Namespace, name: Name, dimensions, unit: Unit }
  const time: SampleTime = { timestamp, resolutionSeconds: StorageResolution === 1 ? 1 : 60 }
  for (const value of values) metrics.put({ ...metric, value }, time)
}

/**
 * "Every DimensionSet used creates a new metric". Without sets the metric has no dimensions; a set that names an absent
 * member is left out.
 */
function dimensionSets(directive: Directive, document: Record<string, unknown>): Record<string, string>[] {
  const sets = listOf<unknown>(directive.Dimensions)
  if (sets.length === 0) return [{}]
  return sets
    .filter((names): names is unknown[] => Array.isArray(names) && names.length <= MAX_DIMENSIONS)
    .map(names => names.map(name => [String(name), dimensionValue(document, name)] as const))
    .filter(set => set.every(([, value]) => value !== ''))
    .map(set => Object.fromEntries(set))
}

/** The text of a member; empty for one that cannot be the value of a dimension. */
function dimensionValue(document: Record<string, unknown>, name: unknown): string {
  if (typeof name !== 'string' || name === '' || !Object.hasOwn(document, name)) return ''
  const value = document[name]
  return typeof value === 'object' ? '' : String(value).trim()
}

function objectsIn<T extends object>(value: unknown): T[] {
  return listOf<T | null>(value).filter(item => typeof item === 'object' && item !== null)
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? value : []
}

function parse(message: string): Record<string, unknown> | undefined {
  try {
    const document: unknown = JSON.parse(message)
    return typeof document === 'object' && document !== null
      ? (document as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
