import { AsyncLocalStorage } from 'node:async_hooks'
import type { CloudEvent } from '../contracts/cloud-event.ts'
import type { Dependency } from '../contracts/dependency.ts'
import { logger } from './logger.ts'
import { derivedTrace, namedTrace, type TraceContext, type Traced, traceAttributes } from './trace-context.ts'

/**
 * How a hop ended. A message that is not done comes again (`retry`) or is a dead letter; an API request is `refused`
 * (answered with 4xx) or `failed` (5xx), and its client decides whether it comes again.
 */
export type Outcome = 'done' | 'retry' | 'dead-lettered' | 'refused' | 'failed'

/** Ids and codes of the business that a hop can be found by. Never personal data. */
export type Facts = Record<string, string>

/** One arrival of a message at a function; an API request is a message that is received once. */
export interface Arrival {
  messageId: string
  /** Its message group, where the queue is a FIFO one: a message of a group waits for those before it. */
  group?: string
  /** 1 at the first arrival. */
  receiveCount: number
  /** When the queue, or the gateway, took the message; the same for every arrival. */
  sentAt: Date
  /** When the function took it up. */
  receivedAt: Date
}

/** What a hop sent: what follows from it is complete when all of it has arrived. */
interface Sent {
  /** The queue, topic, stream or bucket, by its name. */
  to: string
  /** The CloudEvents type; for an object, S3's name of the event. */
  event: string
  count: number
  /** Of one event: what is sent twice under one id arrives once, or is taken once. */
  id?: string
  /** Of an object: which queue learns of it depends on it. */
  key?: string
  /** It is the client who sends it, if anybody does: an upload by a URL that the answer has. */
  by?: 'client'
}

const current = new AsyncLocalStorage<Hop>()

/** Runs `work` as part of a hop: what it sends belongs to that hop. */
export function duringHop<Result>(hop: Hop, work: () => Promise<Result>): Promise<Result> {
  return current.run(hop, work)
}

/**
 * Says that the present hop has sent something. Outside a hop, nobody asks.
 *
 * @param to a queue's URL, a topic's ARN, or the name of a stream or a bucket
 * @param event the CloudEvents type; for an object, S3's name of the event
 */
export function noteSent(
  to: string,
  event: string,
  { count = 1, ...one }: Partial<Pick<Sent, 'count' | 'id' | 'key' | 'by'>> = {},
): void {
  const name = to.slice(Math.max(to.lastIndexOf('/'), to.lastIndexOf(':')) + 1)
  current.getStore()?.sent({ to: name, event, count, ...one })
}

/** The trace of the present hop; outside one, the trace that the correlation id stands for. */
export function presentTrace(correlationId: string): TraceContext {
  return current.getStore()?.trace ?? derivedTrace(correlationId)
}

/** The event as a part of the present trace. What sends events to others calls it. */
export function inTrace<Event extends CloudEvent>(event: Event): Event {
  const { source, id, correlationid } = event
  return { ...event, ...traceAttributes(presentTrace(correlationid), `${source}:${id}`) }
}

/** Makes the present hop a part of the trace that a record names, if any: its own message came without one. */
export function continueTrace(record: Traced | undefined): void {
  const hop = current.getStore()
  const trace = record && namedTrace(record)
  if (hop && trace) hop.trace = trace
}

/**
 * The stay of a message or an API request in one function, which ends with exactly one line in the log. These lines,
 * found by their correlation id, are the complete trail of a purchase; traces are the sampled picture.
 */
export class Hop {
  readonly arrival: Arrival
  /** Undefined where it is not known, and for a request that only reads: that is no part of what happened. */
  correlationId: string | undefined
  /** The CloudEvents type; of a request that makes no event, its route. */
  event: string | undefined
  facts: Facts = {}
  /** What it needs and is down. */
  waitsFor: Dependency | undefined
  readonly #sent: Sent[] = []
  #trace: TraceContext | undefined

  constructor(arrival: Arrival) {
    this.arrival = arrival
  }

  /** As its message or request names it, or as its correlation id stands for it. */
  get trace(): TraceContext | undefined {
    return this.#trace ?? (this.correlationId === undefined ? undefined : derivedTrace(this.correlationId))
  }

  set trace(named: TraceContext | undefined) {
    this.#trace = named
  }

  sent(sent: Sent): void {
    const known = this.#sent.find(
      ({ to, event, id, key }) =>
        to === sent.to && event === sent.event && id === sent.id && key === sent.key,
    )
    if (!known && sent.count > 0) this.#sent.push(sent)
    else if (known && sent.id === undefined) known.count += sent.count
  }

  end(outcome: Outcome, reason?: string): void {
    const { messageId, group, receiveCount, sentAt, receivedAt } = this.arrival
    logger.info('hop', {
      ...this.facts,
      correlationId: this.correlationId,
      event: this.event,
      traceId: this.trace?.traceId,
      messageId,
      group,
      receiveCount,
      sentAt: sentAt.toISOString(),
      receivedAt: receivedAt.toISOString(),
      doneAt: new Date().toISOString(),
      outcome,
      reason,
      waitsFor: this.waitsFor,
      sent: this.#sent.length > 0 ? this.#sent.map(withoutOne) : undefined,
    })
  }
}

/** In the log, no count is a count of 1: most are, and CloudWatch Logs charges by the byte. */
function withoutOne({ count, ...sent }: Sent): Omit<Sent, 'count'> & Partial<Pick<Sent, 'count'>> {
  return count === 1 ? sent : { ...sent, count }
}
