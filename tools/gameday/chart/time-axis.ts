import { linearScale } from '../../chart/scale.ts'
import { element, type Svg, text } from '../../chart/svg.ts'
import { count } from '../../terminal/duration.ts'

/** The width left of the charts, for the labels of rows and ticks. */
export const LEFT = 128

/** Shorter runs show seconds instead of minutes. */
const SHORT_MS = 5 * 60_000

/** A span of time, in ms since the epoch, in the stage's time. */
export interface Span {
  from: number
  to: number
}

/** The axis that all charts of a run share: the time since its start. */
export class TimeAxis {
  readonly #start: number
  readonly #unit: { name: string; ms: number }
  readonly #scale: ReturnType<typeof linearScale>
  readonly width: number

  /** @param run the span to show */
  constructor(run: Span, width: number) {
    const lengthMs = Math.max(1_000, run.to - run.from)
    this.#start = run.from
    this.#unit = lengthMs < SHORT_MS ? { name: 'seconds', ms: 1_000 } : { name: 'minutes', ms: 60_000 }
    this.#scale = linearScale(lengthMs / this.#unit.ms, width - LEFT, 8)
    this.width = width
  }

  at(time: number): number {
    return LEFT + this.#scale.at((time - this.#start) / this.#unit.ms)
  }

  /** @param y of the lower end of the charts */
  labels(y: number): Svg[] {
    return [
      ...this.#scale.ticks.map(tick =>
        text(
          { class: 'x tick', x: LEFT + this.#scale.at(tick), y: y + 17, 'text-anchor': 'middle' },
          count(tick),
        ),
      ),
      text(
        { class: 'axis', x: this.width, y: y + 35, 'text-anchor': 'end' },
        `${this.#unit.name} since the first purchase`,
      ),
    ]
  }

  /** A band behind a chart for the time of the outage. */
  band({ from, to }: Span, height: number): Svg {
    const x = this.at(from)
    return element('rect', { class: 'outage', x, y: 0, width: Math.max(1, this.at(to) - x), height })
  }
}
