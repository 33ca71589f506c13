import { availableParallelism, totalmem } from 'node:os'

/** The measured memory of a Node.js process with an SDK while it works; most processes use less. */
const ENVIRONMENT_BYTES = 100 * 1024 * 1024
/** The share of the machine's memory that all environments together may use. */
const MEMORY_SHARE = 0.5
const MIN_ENVIRONMENTS = 10

/** An environment that starts as soon as there is room for it. */
export interface Candidate {
  /** Whether its work is still waiting; checked when its turn comes. */
  wanted(): boolean
  /** Whether it starts even if the machine is full. */
  guaranteed(): boolean
  start(place: Place): void
  /** Called if it was no longer wanted. */
  declined(): void
}

/** The place of an environment. */
export interface Place {
  /** Must be called when the environment has started. */
  ready(): void
  /** Must be called when its process has ended, even if it was never ready. */
  left(): void
}

/**
 * Limits the environments of all functions on this machine: as many start at the same time as there are processors, and
 * as many are kept as fit into half of the memory.
 *
 * Lambda has an unlimited number of machines and starts environments on demand, up to the account's limit of 1,000. On
 * one machine, more environments at the same time would only slow each other down, and a thousand would exhaust it. As
 * on Lambda, reserved concurrency is guaranteed. One environment of each function is guaranteed, too, so that a
 * function never waits for another function that waits for it. If there is no room, the environment that was idle
 * longest ends.
 */
export class EnvironmentCapacity {
  readonly #mostStarting = Math.max(2, availableParallelism())
  readonly #mostLiving: number
  #starting = 0
  #living = 0
  /** Idle environments that were told to end but have not ended yet. */
  #leaving = 0
  #queue: Candidate[] = []
  /** Functions that end an idle environment, ordered by idle time, longest first. */
  readonly #idle = new Set<() => void>()

  /** @param memoryBytes of the machine, or the part that this process may use */
  constructor(memoryBytes: number = process.constrainedMemory() || totalmem()) {
    const bytes = Math.min(memoryBytes, totalmem())
    this.#mostLiving = Math.max(MIN_ENVIRONMENTS, Math.floor((bytes * MEMORY_SHARE) / ENVIRONMENT_BYTES))
  }

  /** Starts the candidate now, or as soon as there is room for it. */
  enter(candidate: Candidate): void {
    this.#queue.push(candidate)
    this.#admit()
  }

  /**
   * Records that an environment is idle, until the returned function is called because it has work again or has ended.
   */
  idle(end: () => void): () => void {
    this.#idle.add(end)
    this.#admit()
    return () => void this.#idle.delete(end)
  }

  #admit(): void {
    const waiting: Candidate[] = []
    const candidates = this.#queue
    this.#queue = []
    for (const candidate of candidates) {
      if (!candidate.wanted()) candidate.declined()
      else if (this.#starting < this.#mostStarting && (this.#hasRoom || candidate.guaranteed())) {
        candidate.start(this.#take())
      } else waiting.push(candidate)
    }
    this.#queue = [...waiting, ...this.#queue]
    if (!this.#hasRoom && this.#starting < this.#mostStarting) this.#makeWay()
  }

  get #hasRoom(): boolean {
    return this.#living < this.#mostLiving
  }

  #makeWay(): void {
    for (const end of this.#idle) {
      if (this.#leaving >= this.#queue.length) return
      this.#idle.delete(end)
      this.#leaving++
      end()
    }
  }

  #take(): Place {
    this.#starting++
    this.#living++
    let [starting, living] = [true, true]
    const ready = () => {
      if (!starting) return
      starting = false
      this.#starting--
      this.#admit()
    }
    const left = () => {
      if (!living) return
      living = false
      this.#living--
      this.#leaving = Math.max(0, this.#leaving - 1)
      if (starting) ready()
      else this.#admit()
    }
    return { ready, left }
  }
}
