import type { LogEvent } from '../log-group.ts'
import { ScannedEvent } from './row.ts'

/** Events of one group in the order of their times. */
export interface EventSource {
  /** `account-id:log-group-name` */
  log: string
  events: readonly LogEvent[]
}

interface Source {
  log: string
  events: readonly LogEvent[]
  /** How many of the events are still to come: the first ones. */
  left: number
}

/** Goes through the events of several groups, the latest first. */
export class NewestFirst {
  readonly #sources: Source[]

  constructor(sources: readonly EventSource[]) {
    this.#sources = sources.map(source => ({ ...source, left: source.events.length }))
  }

  next(): ScannedEvent | undefined {
    let latest: LogEvent | undefined
    let from: Source | undefined
    for (const source of this.#sources) {
      const event = source.left > 0 ? source.events[source.left - 1] : undefined
      if (!event || (latest && event.timestamp <= latest.timestamp)) continue
      latest = event
      from = source
    }
    if (!latest || !from) return undefined
    from.left--
    return new ScannedEvent(latest, from.log)
  }
}
