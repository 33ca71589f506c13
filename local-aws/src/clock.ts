/** A length of time: the sum of its parts. */
export interface Duration {
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}

/** A pending action that can be cancelled. */
export interface Timer {
  cancel(): void
}

/**
 * The only source of time in this package.
 *
 * Waiting (visibility, delay, retention, windows) passes on this clock. The work of real processes passes on
 * {@link Clock.wall}, which no scale factor speeds up: a function that needs 200 ms of real time gets them at any
 * scale.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `action` once, `delayMs` from now; a delay below zero counts as zero. */
  setTimer(delayMs: number, action: () => void): Timer
  /** The clock of real work: this clock itself, unless it is scaled. */
  readonly wall: Clock
  /** How many of its milliseconds pass in a real one; 0 if it stands still until a test advances it. */
  readonly pace: number
}

export function toMilliseconds({ hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Duration): number {
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
}

/** Resolves after `delayMs` on `clock`, or at once when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const wake = () => {
      timer.cancel()
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = clock.setTimer(delayMs, wake)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

/** Node clamps a longer delay to 1 ms. */
const LONGEST_NODE_TIMER_MS = 2 ** 31 - 1

export class RealClock implements Clock {
  readonly wall = this
  readonly pace = 1

  now(): number {
    return Date.now()
  }

  setTimer(delayMs: number, action: () => void): Timer {
    const handle = setTimeout(
      () => {
        if (delayMs > LONGEST_NODE_TIMER_MS) rest = this.setTimer(delayMs - LONGEST_NODE_TIMER_MS, action)
        else action()
      },
      Math.min(Math.max(delayMs, 0), LONGEST_NODE_TIMER_MS),
    )
    let rest: Timer | undefined
    return {
      cancel: () => {
        clearTimeout(handle)
        rest?.cancel()
      },
    }
  }
}

/** A clock on which `factor` seconds pass in one real second. */
export class ScaledClock implements Clock {
  readonly wall = new RealClock()
  readonly pace: number
  readonly #start = this.wall.now()

  constructor(factor: number) {
    if (!(factor > 0)) throw new RangeError(`The time scale must be a number above 0, not ${factor}.`)
    this.pace = factor
  }

  now(): number {
    return Math.round(this.#start + (this.wall.now() - this.#start) * this.pace)
  }

  setTimer(delayMs: number, action: () => void): Timer {
    return this.wall.setTimer(delayMs / this.pace, action)
  }
}

/** A clock that stands still until a test advances it. */
export class SteppedClock implements Clock {
  readonly wall = this
  readonly pace: number = 0
  #now: number
  #sequence = 0
  readonly #pending = new Map<number, { due: number; action: () => void }>()
  readonly #watchers = new Set<() => void>()

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  setTimer(delayMs: number, action: () => void): Timer {
    const id = this.#sequence++
    this.#pending.set(id, { due: this.#now + Math.max(delayMs, 0), action })
    for (const watcher of [...this.#watchers]) watcher()
    return { cancel: () => void this.#pending.delete(id) }
  }

  /** Runs every timer due within `duration`, in order, and lets what each of them starts settle. */
  async advanceBy(duration: Duration): Promise<void> {
    const end = this.#now + toMilliseconds(duration)
    await settle()
    for (let next = this.#earliest(); next && next.due <= end; next = this.#earliest()) {
      this.#now = next.due
      this.#pending.delete(next.id)
      next.action()
      await settle()
    }
    this.#now = end
    await settle()
  }

  /** Resolves once at least `count` timers are pending, for example because a waiting request has arrived. */
  untilPending(count: number): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (this.#pending.size < count) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }

  #earliest(): { id: number; due: number; action: () => void } | undefined {
    let earliest: { id: number; due: number; action: () => void } | undefined
    for (const [id, timer] of this.#pending) {
      if (!earliest || timer.due < earliest.due) earliest = { id, ...timer }
    }
    return earliest
  }
}

/** Resolves after promise chains and ready I/O callbacks have run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
}
