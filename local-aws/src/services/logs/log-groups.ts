import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Metrics } from '../../ports.ts'
import type { TagEntry } from '../../tag-set.ts'
import { putEmbeddedMetrics } from './embedded-metrics.ts'
import { alreadyExists, invalidParameter, notFound, notSimulated } from './errors.ts'
import { LogGroup, type LogStream } from './log-group.ts'

export interface InputLogEvent {
  timestamp: number
  message: string
}

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/

const STREAM_NAME = /^[^:*]{1,512}$/

/** The log groups of the account; takes in their events. */
export class LogGroups {
  readonly #account: Account
  readonly #metrics: Metrics
  readonly #groups = new Map<string, LogGroup>()

  constructor(account: Account, metrics: Metrics) {
    this.#account = account
    this.#metrics = metrics
  }

  /** @param logGroupClass classes other than `STANDARD` lack metric filters and embedded metrics */
  create(name: string, logGroupClass = 'STANDARD', tags: readonly TagEntry[] = []): LogGroup {
    if (logGroupClass !== 'STANDARD') {
      throw notSimulated(`log groups of the class ${logGroupClass}, as ${name} is: use STANDARD`)
    }
    if (!NAME.test(name)) {
      throw invalidParameter(
        `The log group name ${JSON.stringify(name)} must be 1 to 512 of a-z, A-Z, 0-9, '_', '-', '/', '.' and '#'.`,
      )
    }
    if (this.#groups.has(name)) {
      throw alreadyExists('log group')
    }
    const group = new LogGroup(this.#account, name, tags)
    this.#groups.set(name, group)
    return group
  }

  delete(name: string): void {
    this.require(name)
    this.#groups.delete(name)
  }

  find(name: string): LogGroup | undefined {
    return this.#groups.get(name)
  }

  /** @param identifier a name, or an ARN with or without `:*` at its end */
  require(identifier: string | undefined): LogGroup {
    const name = identifier?.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '').replace(/:\*$/, '')
    const group = this.#groups.get(name ?? '')
    if (!group) throw notFound('log group')
    return group
  }

  /** @throws for a name that CloudWatch Logs refuses, or that another stream of the group has */
  createStream(groupName: string | undefined, name: string): LogStream {
    const group = this.require(groupName)
    if (!STREAM_NAME.test(name)) {
      throw invalidParameter(
        `The log stream name ${JSON.stringify(name)} must be 1 to 512 characters without ':' and '*'.`,
      )
    }
    if (group.streams.has(name)) throw alreadyExists('log stream')
    return group.stream(name)
  }

  /** All of them, by name. */
  list(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Stores the events and puts the metrics that they carry. */
  ingest(group: LogGroup, stream: LogStream, events: readonly InputLogEvent[]): void {
    for (const { timestamp, message } of events) {
      group.append(stream, timestamp, message)
      putEmbeddedMetrics(message, this.#metrics)
      for (const filter of group.metricFilters.values()) {
        try {
          filter.look(message, timestamp, this.#metrics)
        } catch (error) {
          // The writer is not to blame for a filter's pattern that is too much work.
          if (!(error instanceof AwsError)) throw error
          process.stderr.write(
            `local AWS: the metric filter ${filter.definition.filterName} of ${group.name} skipped an event: ${error.message}\n`,
          )
        }
      }
    }
  }
}

export function requireStream(group: LogGroup, name: string): LogStream {
  const stream = group.streams.get(name)
  if (!stream) throw notFound('log stream')
  return stream
}
