import type { Hop } from '../../clients/trail.ts'
import type { Whereabouts } from '../whereabouts.ts'

/** Part of the axis, in percent of its length. */
export interface Span {
  readonly left: number
  readonly width: number
}

export interface Tick {
  readonly left: number
  /** Since the first request. */
  readonly ms: number
}

const MOST_INTERVALS = 6
/** What is not done has no end: it goes to the end of the axis, which is that much longer than the hops. */
const OPEN_SHARE = 0.15
const SHORTEST_MS = 10

/** The time from the first request to the last hop, and beyond it where something is not done. */
export class TimeAxis {
  readonly start: number
  readonly #end: number

  constructor(hops: readonly Hop[], open: readonly Whereabouts[]) {
    const times = [
      ...hops.flatMap(({ sentAt, doneAt }) => [Date.parse(sentAt), Date.parse(doneAt)]),
      ...open.map(({ since }) => Date.parse(since)),
    ]
    this.start = Math.min(...times)
    const length = Math.max(SHORTEST_MS, Math.max(...times) - this.start)
    this.#end = this.start + length * (open.length > 0 ? 1 + OPEN_SHARE : 1)
  }

  /** @param to in ms since the epoch; to the end of the axis by default */
  span(from: number, to = this.#end): Span {
    const left = this.#percent(from)
    return { left, width: Math.max(0, this.#percent(to) - left) }
  }

  /** At round times. */
  ticks(): Tick[] {
    const length = this.#end - this.start
    const step = roundStep(length / MOST_INTERVALS)
    return Array.from({ length: Math.ceil(length / step) }, (_, index) => ({
      left: this.#percent(this.start + index * step),
      ms: index * step,
    }))
  }

  #percent(time: number): number {
    const share = (time - this.start) / (this.#end - this.start)
    return Math.round(10_000 * Math.min(1, Math.max(0, share))) / 100
  }
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5].find(factor => factor * power >= least) ?? 10)
}
