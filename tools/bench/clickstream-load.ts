import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clickstream, PageEvent } from '../clients/clickstream/clickstream.ts'

const PRODUCTS = 20
const SESSIONS = 500
const EVENTS_A_REQUEST = 100
/** How often to read the counts, and for how long after the last event. */
const LOOK_MS = 200
const DRAIN_MS = 60_000

/** The result of a load. */
export interface Counted {
  accepted: number
  counted: number
  /** From the start to the last accepted event. */
  acceptedMs: number
  /** From the start until all events were counted, or the time limit. */
  countedMs: number
}

/** Clients that send events of one type and read how many of them are counted. */
export class ClickstreamLoad {
  readonly #clickstream: Clickstream
  /** Unique to this load, so that loads do not count each other's events. */
  readonly #run = randomUUID().slice(0, 8)
  readonly #minutes = new Set<string>()
  #accepted = 0

  constructor(clickstream: Clickstream) {
    this.#clickstream = clickstream
  }

  /**
   * Sends requests from several clients, each one after another, and waits until all events are counted.
   *
   * @param eventsPerSecond of all clients together. @default - as fast as the requests are answered
   */
  async run(clients: number, seconds: number, eventsPerSecond?: number): Promise<Counted> {
    const start = performance.now()
    await this.send(clients, seconds, eventsPerSecond)
    const acceptedMs = performance.now() - start
    const counted = await this.untilCounted()
    return { accepted: this.#accepted, counted, acceptedMs, countedMs: performance.now() - start }
  }

  async send(clients: number, seconds: number, eventsPerSecond?: number): Promise<void> {
    const end = performance.now() + seconds * 1000
    const everyMs = eventsPerSecond === undefined ? 0 : (EVENTS_A_REQUEST * clients * 1000) / eventsPerSecond
    const client = async () => {
      while (performance.now() < end) {
        const next = performance.now() + everyMs
        await this.#request()
        await sleep(Math.max(0, next - performance.now()))
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
  }

  /** @returns how many events are counted once all are, or at the time limit */
  async untilCounted(): Promise<number> {
    const end = performance.now() + DRAIN_MS
    for (;;) {
      const counted = await this.#counted()
      if (counted >= this.#accepted || performance.now() > end) return counted
      await sleep(LOOK_MS)
    }
  }

  async #request(): Promise<void> {
    const time = new Date().toISOString()
    this.#minutes.add(`${time.slice(0, 16)}Z`)
    const { accepted } = await this.#clickstream.send(
      Array.from({ length: EVENTS_A_REQUEST }, () => this.#event(time)),
    )
    this.#accepted += accepted
  }

  #event(time: string): PageEvent {
    return {
      id: randomUUID(),
      type: 'product-viewed',
      sessionId: `session-${Math.floor(Math.random() * SESSIONS)}`,
      time,
      sku: `${this.#run}-${Math.floor(Math.random() * PRODUCTS)}`,
    }
  }

  async #counted(): Promise<number> {
    const trends = await Promise.all([...this.#minutes].map(minute => this.#clickstream.trends(minute)))
    return trends
      .flat()
      .filter(({ sku }) => sku.startsWith(this.#run))
      .reduce((sum, { views }) => sum + views, 0)
  }
}
