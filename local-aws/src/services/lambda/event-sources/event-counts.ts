import type { Metrics } from '../../../ports.ts'

/** The counts of a mapping from a queue (Lambda developer guide, "Event source mapping metrics"). */
type EventCount =
  | 'PolledEventCount'
  | 'FilteredOutEventCount'
  | 'InvokedEventCount'
  | 'FailedInvokeEventCount'
  | 'DeletedEventCount'

/** Counts the events of a mapping, if its `MetricsConfig` has `EventCount`. */
export class EventCounts {
  readonly #metrics: Metrics
  readonly #mappingId: string
  readonly #enabled: boolean

  constructor(metrics: Metrics, mappingId: string, enabled: boolean) {
    this.#metrics = metrics
    this.#mappingId = mappingId
    this.#enabled = enabled
  }

  add(name: EventCount, value: number): void {
    if (!this.#enabled || value === 0) return
    const dimensions = { EventSourceMappingUUID: this.#mappingId }
    this.#metrics.put({ namespace: 'AWS/Lambda', name, dimensions, value, unit: 'Count' })
  }
}
