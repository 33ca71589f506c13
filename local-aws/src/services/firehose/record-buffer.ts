import type { Clock, Timer } from '../../clock.ts'
import type { BufferLimits } from './s3-destination.ts'

/** What a delivery stream was given, or read from its source. */
export interface BufferedRecord {
  readonly data: Buffer
  /** Approximate arrival, in ms since the epoch. */
  readonly arrivedAt: number
}

export function bytesOf(records: readonly BufferedRecord[]): number {
  return records.reduce((sum, { data }) => sum + data.length, 0)
}

/** Shards are read in turns, so the first record need not be the oldest; infinite where there is none. */
export function oldestOf(records: readonly BufferedRecord[]): number {
  return records.reduce((oldest, { arrivedAt }) => Math.min(oldest, arrivedAt), Number.POSITIVE_INFINITY)
}

/** Gathers records until they are many or old enough. */
export class RecordBuffer<R extends BufferedRecord> {
  readonly #clock: Clock
  readonly #limits: () => BufferLimits
  readonly #emit: (records: readonly R[]) => void
  #records: R[] = []
  #bytes = 0
  /** When the first record was added, in ms since the epoch. */
  #openedAt = 0
  #timer: Timer | undefined

  /**
   * @param limits asked each time, since an update changes them
   * @param emit takes the records; the buffer is empty again
   */
  constructor(clock: Clock, limits: () => BufferLimits, emit: (records: readonly R[]) => void) {
    this.#clock = clock
    this.#limits = limits
    this.#emit = emit
  }

  get bytes(): number {
    return this.#bytes
  }

  get records(): readonly R[] {
    return this.#records
  }

  /** A record that has no room any more goes into the next buffer. */
  add(record: R): void {
    const { bytes } = this.#limits()
    if (this.#records.length > 0 && this.#bytes + record.data.length > bytes) this.flush()
    if (this.#records.length === 0) this.#open()
    this.#records.push(record)
    this.#bytes += record.data.length
    if (this.#bytes >= bytes) this.flush()
  }

  /** Applies limits that have changed. */
  adjust(): void {
    if (this.#records.length === 0) return
    if (this.#bytes >= this.#limits().bytes) this.flush()
    else this.#startTimer()
  }

  flush(): void {
    this.#timer?.cancel()
    const records = this.#records
    this.#records = []
    this.#bytes = 0
    if (records.length > 0) this.#emit(records)
  }

  #open(): void {
    this.#openedAt = this.#clock.now()
    this.#startTimer()
  }

  #startTimer(): void {
    this.#timer?.cancel()
    const rest = this.#openedAt + this.#limits().ms - this.#clock.now()
    this.#timer = this.#clock.setTimer(rest, () => this.flush())
  }
}
