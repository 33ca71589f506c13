import type { Dependency } from '../contracts/dependency.ts'
import { logger } from './logger.ts'

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
  /** 1 at the first arrival. */
  receiveCount: number
  /** When the queue, or the gateway, took the message; the same for every arrival. */
  sentAt: Date
  /** When the function took it up. */
  receivedAt: Date
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

  constructor(arrival: Arrival) {
    this.arrival = arrival
  }

  end(outcome: Outcome, reason?: string): void {
    const { messageId, receiveCount, sentAt, receivedAt } = this.arrival
    logger.info('hop', {
      ...this.facts,
      correlationId: this.correlationId,
      event: this.event,
      messageId,
      receiveCount,
      sentAt: sentAt.toISOString(),
      receivedAt: receivedAt.toISOString(),
      doneAt: new Date().toISOString(),
      outcome,
      reason,
      waitsFor: this.waitsFor,
    })
  }
}
