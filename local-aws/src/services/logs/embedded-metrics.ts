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

/**
 * Puts the metrics of a log line in the embedded metric format (CloudWatch, *Specification: Embedded metric format*):
 * each metric once for every set of dimensions. Ignores lines that do not follow the specification.
 */
export function putEmbeddedMetrics(message: string, metrics: Metrics): void {
  if (!message.includes('"_aws"')) return
  const document = parse(message)
  const metadata = document?._aws as Metadata | undefined
  const timestamp = metadata?.Timestamp
  if (!document || typeof timestamp !== 'number') return

  for (const directive of listOf<Directive>(metadata?.CloudWatchMetrics)) {
    for (const dimensions of dimensionSets(directive, document)) {
      for (const definition of listOf<Definition>(directive.Metrics)) {
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
  const values = [document[Name]].flat().filter(value => typeof value === 'number')
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
    .map(set => listOf<string>(set))
    .filter(names => names.every(name => document[name] !== undefined))
    .map(names => Object.fromEntries(names.map(name => [name, String(document[name])])))
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
