import type { Account } from '../../account.ts'
import { type TagEntry, TagSet } from '../../tag-set.ts'
import { invalidParameter, limitExceeded } from './errors.ts'
import type { MetricFilter } from './metric-filter.ts'

/** One event of a stream, as it is kept. */
export interface LogEvent {
  /** Milliseconds since the epoch, as the writer gave it. */
  readonly timestamp: number
  readonly ingestionTime: number
  readonly message: string
  readonly stream: LogStream
  /** Grows with every event of the group: orders events of one millisecond, and makes the event's id. */
  readonly sequence: number
  /** Of the message, once somebody has looked for one. */
  uuidMarks: number | undefined
}

export interface LogStream {
  readonly name: string
  readonly creationTime: number
  firstEventTimestamp: number | undefined
  lastEventTimestamp: number | undefined
  lastIngestionTime: number | undefined
}

/** CloudWatch keeps every event; here the 100,001st of a group drops the oldest tenth. */
const MAX_GROUP_EVENTS = 100_000
/** "The maximum number of metric filters that can be associated with a log group is 100" (PutMetricFilter). */
const MAX_METRIC_FILTERS = 100
/** "There is a maximum of 5 filter patterns containing regex for each log group" (Filter pattern syntax). */
const MAX_REGEX_FILTERS = 5
const DAY_MS = 24 * 3_600_000

/** A log group: its streams and, in one list ordered by time, their events. */
export class LogGroup {
  readonly name: string
  readonly creationTime: number
  readonly tags: TagSet
  /** Undefined: events are kept for ever. */
  retentionInDays: number | undefined
  /** By name. */
  readonly streams = new Map<string, LogStream>()
  /** By name. */
  readonly metricFilters = new Map<string, MetricFilter>()
  readonly #account: Account
  #events: LogEvent[] = []
  #sequence = 0
  #storedBytes = 0

  constructor(account: Account, name: string, tags: readonly TagEntry[]) {
    this.#account = account
    this.name = name
    this.tags = new TagSet(invalidParameter, tags)
    this.creationTime = account.clock.now()
  }

  get arn(): string {
    return this.#account.arn('logs', `log-group:${this.name}`)
  }

  /** Of the messages as they were written, those no longer kept included. */
  get storedBytes(): number {
    return this.#storedBytes
  }

  /** The stream of that name, made if it is missing. */
  stream(name: string): LogStream {
    const known = this.streams.get(name)
    if (known) return known
    const made: LogStream = {
      name,
      creationTime: this.#account.clock.now(),
      firstEventTimestamp: undefined,
      lastEventTimestamp: undefined,
      lastIngestionTime: undefined,
    }
    this.streams.set(name, made)
    return made
  }

  /** Adds the filter, or replaces the one of its name. @throws AwsError `LimitExceededException` */
  putMetricFilter(filter: MetricFilter): void {
    const { filterName } = filter.definition
    const others = [...this.metricFilters.values()].filter(
      ({ definition }) => definition.filterName !== filterName,
    )
    if (others.length >= MAX_METRIC_FILTERS) {
      throw limitExceeded(
        `The log group ${this.name} has ${MAX_METRIC_FILTERS} metric filters, the most there can be.`,
      )
    }
    if (filter.hasRegex && others.filter(({ hasRegex }) => hasRegex).length >= MAX_REGEX_FILTERS) {
      throw limitExceeded(
        `The log group ${this.name} has ${MAX_REGEX_FILTERS} filter patterns with regular expressions, the most there can be.`,
      )
    }
    this.metricFilters.set(filterName, filter)
  }

  append(stream: LogStream, timestamp: number, message: string): void {
    const ingestionTime = this.#account.clock.now()
    const sequence = this.#sequence++
    const event: LogEvent = { timestamp, ingestionTime, message, stream, sequence, uuidMarks: undefined }
    const last = this.#events.at(-1)
    if (!last || last.timestamp <= timestamp) this.#events.push(event)
    else this.#events.splice(this.#firstAfter(timestamp), 0, event)

    stream.firstEventTimestamp = Math.min(stream.firstEventTimestamp ?? timestamp, timestamp)
    stream.lastEventTimestamp = Math.max(stream.lastEventTimestamp ?? timestamp, timestamp)
    stream.lastIngestionTime = ingestionTime
    this.#storedBytes += message.length
    if (this.#events.length > MAX_GROUP_EVENTS) this.#events.splice(0, MAX_GROUP_EVENTS / 10)
  }

  /** The events that have not outlived the retention, by timestamp and then as they came. */
  events(): readonly LogEvent[] {
    if (this.retentionInDays !== undefined) {
      const expired = this.#firstAfter(this.#account.clock.now() - this.retentionInDays * DAY_MS)
      if (expired > 0) this.#events.splice(0, expired)
    }
    return this.#events
  }

  /** Those of {@link events} that have a timestamp from `start` to `end`, both included. */
  *eventsBetween(start: number, end: number): Generator<LogEvent, void> {
    const events = this.events()
    const stop = this.#firstAfter(end)
    for (let index = this.#firstAfter(start - 1); index < stop; index++) yield events[index] as LogEvent
  }

  /** Where in {@link events} those later than `timestamp` begin. */
  #firstAfter(timestamp: number): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle] as LogEvent).timestamp <= timestamp) low = middle + 1
      else high = middle
    }
    return low
  }

  deleteStream(stream: LogStream): void {
    this.streams.delete(stream.name)
    this.#events = this.#events.filter(event => event.stream !== stream)
  }
}
