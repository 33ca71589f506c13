import type { Clock, Timer } from './clock.ts'

/**
 * Another clock, for a time: its timers are forgotten at once when that time ends, so that a retention of
 * days keeps no process alive.
 */
export class EndingClock implements Clock {
  readonly wall: EndingClock
  readonly pace: number
  readonly #clock: Clock
  readonly #timers = new Set<Timer>()
  #ended = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.pace = clock.pace
    this.wall = clock.wall === clock ? this : new EndingClock(clock.wall)
  }

  now(): number {
    return this.#clock.now()
  }

  setTimer(delayMs: number, action: () => void): Timer {
    if (this.#ended) return { cancel: () => {} }
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(timer)
      action()
    })
    this.#timers.add(timer)
    return {
      cancel: () => {
        this.#timers.delete(timer)
        timer.cancel()
      },
    }
  }

  /** No timer goes off from here on, be it set before or after. */
  end(): void {
    this.#ended = true
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    if (this.wall !== this) this.wall.end()
  }
}
