import type { Clock, Timer } from '../../clock.ts'

interface Waiting<Request, Item> {
  request: Request
  deadline: number
  answer(items: Item[]): void
  refuse(error: unknown): void
}

/**
 * The receives that wait for messages, served in order of arrival, with one timer for all of them.
 *
 * If a client disconnects, its receive is removed before it gets a message, so that no message goes in flight without a
 * consumer.
 */
export class LongPolls<Request, Item> {
  readonly #clock: Clock
  readonly #receive: (request: Request) => Item[]
  readonly #nextChange: () => number
  readonly #waiting = new Set<Waiting<Request, Item>>()
  #timer: Timer | undefined
  #timerDue = Number.POSITIVE_INFINITY

  /**
   * @param receive returns the messages that are available now
   * @param nextChange the time at which a message may become visible by itself; infinity if there is none
   */
  constructor(clock: Clock, receive: (request: Request) => Item[], nextChange: () => number) {
    this.#clock = clock
    this.#receive = receive
    this.#nextChange = nextChange
  }

  get idle(): boolean {
    return this.#waiting.size === 0
  }

  /** Resolves with messages as soon as there are any, or with none at `deadline` or when `signal` aborts. */
  wait(request: Request, deadline: number, signal: AbortSignal | undefined): Promise<Item[]> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiting)
        signal?.removeEventListener('abort', giveUp)
      }
      const giveUp = () => {
        leave()
        resolve([])
        this.#arm()
      }
      const waiting: Waiting<Request, Item> = {
        request,
        deadline,
        answer(items) {
          leave()
          resolve(items)
        },
        refuse(error) {
          leave()
          reject(error)
        },
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiting.add(waiting)
      this.#arm()
    })
  }

  /** Must be called whenever a message may have become visible. */
  wake(): void {
    if (this.idle) return
    this.#serve()
    this.#arm()
  }

  /** Rejects all waiting receives with `error`. */
  close(error: unknown): void {
    for (const waiting of this.#waiting) waiting.refuse(error)
    this.#arm()
  }

  #arm(): void {
    const due = this.#nextEvent()
    if (this.#timer && this.#timerDue <= due && due < Number.POSITIVE_INFINITY) return
    this.#timer?.cancel()
    this.#timer = undefined
    if (due === Number.POSITIVE_INFINITY) return
    this.#timerDue = due
    this.#timer = this.#clock.setTimer(due - this.#clock.now(), () => {
      this.#timer = undefined
      this.#timePassed()
    })
  }

  #nextEvent(): number {
    if (this.idle) return Number.POSITIVE_INFINITY
    let next = this.#nextChange()
    for (const { deadline } of this.#waiting) next = Math.min(next, deadline)
    return next
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      const items = this.#receive(waiting.request)
      if (items.length === 0) return
      waiting.answer(items)
    }
  }

  #timePassed(): void {
    this.#serve()
    const now = this.#clock.now()
    for (const waiting of this.#waiting) if (waiting.deadline <= now) waiting.answer([])
    this.#arm()
  }
}
