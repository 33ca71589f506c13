import type { SeriesMetric } from './metric-math/value.ts'

/**
 * What CloudWatch calls metrics without a label: by their names and by what tells those of one name apart, as in
 * LocalStack's test_label_generation, recorded 2025-09-19. For dimensions there is no recording: their values follow
 * the name.
 */
export function defaultLabels(metrics: readonly SeriesMetric[]): string[] {
  const byName = Map.groupBy(metrics, ({ name }) => name)
  return metrics.map(metric =>
    [metric.name, ...distinctionsOf(metric, byName.get(metric.name) ?? [])].join(' '),
  )
}

/** The labels of metrics that one search found. They leave out what all have in common, unless nothing remains. */
export function searchLabels(metrics: readonly SeriesMetric[]): string[] {
  const names = new Set(metrics.map(({ name }) => name))
  return metrics.map(metric => {
    const distinctions = distinctionsOf(metric, metrics)
    if (names.size > 1 || distinctions.length === 0) distinctions.unshift(metric.name)
    return distinctions.join(' ')
  })
}

function distinctionsOf(metric: SeriesMetric, others: readonly SeriesMetric[]): string[] {
  const differs = (read: (other: SeriesMetric) => unknown) =>
    others.some(other => read(other) !== read(metric))
  const dimensions = Object.entries(metric.dimensions)
    .filter(([name]) => differs(other => other.dimensions[name]))
    .map(([, value]) => value)
  const stat = differs(other => other.stat) ? [metric.stat] : []
  const period = differs(other => other.periodSeconds) ? [String(metric.periodSeconds)] : []
  return [...dimensions, ...stat, ...period]
}
