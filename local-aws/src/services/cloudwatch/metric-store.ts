import type { Account } from '../../account.ts'
import type { MetricDatum, Metrics, SampleTime } from '../../ports.ts'
import { Distribution } from './distribution.ts'

/** What tells one metric from another. */
export interface MetricIdentity {
  namespace: string
  name: string
  dimensions: Readonly<Record<string, string>>
}

/** A metric with the unit its values were sent in; CloudWatch keeps units apart. */
export interface MetricSeries extends MetricIdentity {
  readonly unit: string
  /** By the start of the stretch, in ms since the epoch, in the order in which they were first written. */
  readonly stretches: Map<number, Distribution>
  /** 1 once a value of that `StorageResolution` was written. */
  resolutionSeconds: 1 | 60
  /** When it was last written to, in ms since the epoch. */
  lastWrite: number
}

/** Fifteen days of minutes, as long as CloudWatch keeps them; of seconds it is six hours. */
const MAX_SERIES_STRETCHES = 15 * 24 * 60
/** Above this the oldest metric is dropped. */
const MAX_METRICS = 10_000

/**
 * Every metric of the account, aggregated as it arrives: at most 21,600 stretches of each of 10,000 metrics.
 *
 * Gauges ({@link MetricStore.observe}) keep one value a minute, the latest. AWS services sample them every minute; here
 * they are sampled when a client reads metrics and when alarms are evaluated.
 */
export class MetricStore implements Metrics {
  readonly #account: Account
  /** By {@link key}, then by unit. */
  readonly #metrics = new Map<string, Map<string, MetricSeries>>()
  readonly #gauges = new Map<string, (() => readonly MetricDatum[])[]>()

  constructor(account: Account) {
    this.#account = account
  }

  put(datum: MetricDatum, time: SampleTime = this.#presentMinute()): void {
    this.stretch(datum, time).add(datum.value)
  }

  observe(namespace: string, gauge: () => readonly MetricDatum[]): void {
    const gauges = this.#gauges.get(namespace)
    if (gauges) gauges.push(gauge)
    else this.#gauges.set(namespace, [gauge])
  }

  /** The values that a metric has in the minute, or second, that contains `time`; add further ones to it. */
  stretch(metric: MetricIdentity & { unit: string }, time: SampleTime): Distribution {
    const series = this.#series(metric)
    if (time.resolutionSeconds === 1) series.resolutionSeconds = 1
    const { stretches } = series
    const start = startOf(time)
    const present = stretches.get(start)
    if (present) return present

    const made = new Distribution()
    stretches.set(start, made)
    dropFirstBeyond(stretches, MAX_SERIES_STRETCHES)
    return made
  }

  /** Replaces every gauge's value in the minute that contains `timestamp` with the present one. */
  sampleGauges(timestamp: number): void {
    for (const datum of [...this.#gauges.values()].flat().flatMap(gauge => gauge())) {
      const time: SampleTime = { timestamp, resolutionSeconds: 60 }
      this.#series(datum).stretches.delete(startOf(time))
      this.stretch(datum, time).add(datum.value)
    }
  }

  /** The series of a metric, one a unit; none where it never had a value. */
  series(metric: MetricIdentity): MetricSeries[] {
    return [...(this.#metrics.get(key(metric))?.values() ?? [])]
  }

  /** One series of each metric, in the order in which they were made. */
  *metrics(): Iterable<MetricSeries> {
    for (const units of this.#metrics.values()) {
      const [series] = units.values()
      if (series) yield series
    }
  }

  #presentMinute(): SampleTime {
    return { timestamp: this.#account.clock.now(), resolutionSeconds: 60 }
  }

  #series(metric: MetricIdentity & { unit: string }): MetricSeries {
    const id = key(metric)
    let units = this.#metrics.get(id)
    if (!units) {
      units = new Map()
      this.#metrics.set(id, units)
      dropFirstBeyond(this.#metrics, MAX_METRICS)
    }
    let series = units.get(metric.unit)
    if (!series) {
      const { namespace, name, dimensions, unit } = metric
      series = {
        namespace,
        name,
        dimensions: { ...dimensions },
        unit,
        stretches: new Map(),
        resolutionSeconds: 60,
        lastWrite: 0,
      }
      units.set(unit, series)
    }
    series.lastWrite = this.#account.clock.now()
    return series
  }
}

function startOf({ timestamp, resolutionSeconds }: SampleTime): number {
  const lengthMs = resolutionSeconds * 1000
  return Math.floor(timestamp / lengthMs) * lengthMs
}

function key({ namespace, name, dimensions }: MetricIdentity): string {
  let text = `${namespace}\n${name}`
  for (const dimension of Object.keys(dimensions).sort()) text += `\n${dimension}\n${dimensions[dimension]}`
  return text
}

function dropFirstBeyond(map: Map<unknown, unknown>, most: number): void {
  if (map.size <= most) return
  for (const first of map.keys()) {
    map.delete(first)
    return
  }
}
