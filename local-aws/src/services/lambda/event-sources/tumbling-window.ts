import type { StreamRecord } from '../../../ports.ts'
import type { RecordOrigin } from './kinesis-event.ts'

/** "Your state can be a maximum of 1 MB per shard. If it exceeds that size, Lambda terminates the window early." */
const MAX_STATE_BYTES = 1_048_576

/**
 * The purpose of an invocation without records. `final`: "this is the final state and … it's ready for processing".
 * `early`: the state exceeded its limit, and the "subsequent invoke will continue the same window with a fresh state"
 * (the type `TimeWindowProperties` of aws-lambda-go).
 */
export type WindowEnding = 'final' | 'early'

/** One window of one shard, with the state that the function has returned for its records so far. */
export class TumblingWindow {
  /** In ms since the epoch. */
  readonly start: number
  /** The first ms that belongs to the next window. */
  readonly end: number
  #state: unknown = {}
  #outgrown = false

  /**
   * Opens the window that contains a record. AWS documents that the arrival time decides, but not where windows begin;
   * in the examples of its guide, they begin at multiples of their length since the epoch.
   */
  constructor({ arrivedAt }: StreamRecord, lengthSeconds: number) {
    const length = lengthSeconds * 1000
    this.start = Math.floor(arrivedAt / length) * length
    this.end = this.start + length
  }

  /** Arrival times are approximate: a record that seems older than the open window is added to it. */
  holds({ arrivedAt }: StreamRecord): boolean {
    return arrivedAt < this.end
  }

  get outgrown(): boolean {
    return this.#outgrown
  }

  keep(state: unknown): void {
    this.#state = state
    this.#outgrown = Buffer.byteLength(JSON.stringify(state)) > MAX_STATE_BYTES
  }

  /** Continues without the aggregated state. */
  renew(): void {
    this.keep({})
  }

  /** The window's members of an event: `KinesisTimeWindowEvent` in the developer guide. */
  members({ shardId, eventSourceArn }: RecordOrigin, ending?: WindowEnding): object {
    return {
      window: { start: isoSeconds(this.start), end: isoSeconds(this.end) },
      state: this.#state,
      shardId,
      eventSourceARN: eventSourceArn,
      isFinalInvokeForWindow: ending === 'final',
      isWindowTerminatedEarly: ending === 'early',
    }
  }
}

/**
 * The state in a function's response: "If the response does not contain a state property, Lambda considers this a
 * failed invocation."
 *
 * @returns undefined if there is none
 */
export function stateIn(response: unknown): unknown {
  if (typeof response !== 'object' || response === null) return undefined
  return (response as { state?: unknown }).state ?? undefined
}

/** `2020-12-09T07:04:00Z` */
function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
