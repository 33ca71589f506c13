import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { RetryLater } from './retry-later.ts'

/** How often to check whether a beat is due. Short, because `Date` may run faster than timers, as on the local AWS. */
const LOOK_EVERY_MS = 100

/** The lease is gone for good: somebody else has it, and the work must stop. */
export class HeartbeatLost extends RetryLater {
  override readonly name: string = 'HeartbeatLost'
}

export interface HeartbeatSettings {
  /** Seconds by `Date` from the end of one beat to the start of the next. */
  everySeconds: number
  /**
   * Extends the lease.
   *
   * @throws HeartbeatLost where the lease is gone for good; any other error is temporary, and the beat is repeated at once
   */
  beat(): Promise<void>
  /** Whether there is still time for the work. After that no beat comes: a function that is about to end must not look alive. */
  isInTime(): boolean
}

/**
 * Extends a lease, or a message's invisibility, while work goes on. A worker that is killed stops beating, and so lets go
 * of it.
 */
export class Heartbeat {
  readonly #settings: HeartbeatSettings

  constructor(settings: HeartbeatSettings) {
    this.#settings = settings
  }

  /**
   * Beats until `work` has ended, however it ends.
   *
   * @param work its signal aborts with the {@link HeartbeatLost} of the beat
   */
  async during<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const lost = new AbortController()
    let beating: Promise<void> | undefined
    let due = this.#nextBeat()
    const timer = setInterval(() => {
      if (beating || lost.signal.aborted || Date.now() < due || !this.#settings.isInTime()) return
      beating = this.#beat(lost).then(succeeded => {
        if (succeeded) due = this.#nextBeat()
        beating = undefined
      })
    }, LOOK_EVERY_MS)
    try {
      return await work(lost.signal)
    } catch (error) {
      // Whatever the work was at, an SDK call or a stream, has its own word for being aborted.
      lost.signal.throwIfAborted()
      throw error
    } finally {
      clearInterval(timer)
      await beating
    }
  }

  #nextBeat(): number {
    return Date.now() + this.#settings.everySeconds * 1_000
  }

  async #beat(lost: AbortController): Promise<boolean> {
    try {
      await this.#settings.beat()
      return true
    } catch (error) {
      logger.warn('a heartbeat failed', { reason: reasonOf(error) })
      if (error instanceof HeartbeatLost) lost.abort(error)
      return false
    }
  }
}
