import { availableParallelism, totalmem } from 'node:os'

/** What a Node.js process with an SDK takes while it works, by measurement; most take less. */
const ENVIRONMENT_BYTES = 100 * 1024 * 1024
/** Of the machine's memory, for all environments together. */
const MEMORY_SHARE = 0.5
const MIN_ENVIRONMENTS = 10

/** An environment that is to be started as soon as there is room for it. */
export interface Candidate {
  /** Whether its work is still waiting; asked when its turn comes. */
  wanted(): boolean
  /** Whether it is started even where the machine is full. */
  guaranteed(): boolean
  start(place: Place): void
  /** It was not wanted any more. */
  declined(): void
}

/** What an environment occupies. */
export interface Place {
  /** It has started. */
  ready(): void
  /** Its process has ended, whether it ever was ready or not. */
  left(): void
}

/**
 * How many environments of all functions this machine bears: as many starting at a time as it has processors, as
 * many living as fit in half of its memory.
 *
 * Lambda has machines without number, and starts what is needed up to the account's 1,000. Here more at once would
 * only slow each other down, and a thousand would end the machine. As there, what a function has reserved is its
 * own; so is one environment of each, lest a function wait for another that waits for it. Where there is no room the
 * environment that was idle for longest makes way.
 */
export class EnvironmentCapacity {
  readonly #mostStarting = Math.max(2, availableParallelism())
  readonly #mostLiving: number
  #starting = 0
  #living = 0
  /** Idle ones that were told to end and have not yet. */
  #leaving = 0
  #queue: Candidate[] = []
  /** What ends an idle environment; the one that is idle for longest is the first. */
  readonly #idle = new Set<() => void>()

  /** @param memoryBytes of the machine, or what this process may use of it */
  constructor(memoryBytes: number = process.constrainedMemory() || totalmem()) {
    const bytes = Math.min(memoryBytes, totalmem())
    this.#mostLiving = Math.max(MIN_ENVIRONMENTS, Math.floor((bytes * MEMORY_SHARE) / ENVIRONMENT_BYTES))
  }

  /** Starts the candidate, now or as soon as there is room for it. */
  enter(candidate: Candidate): void {
    this.#queue.push(candidate)
    this.#admit()
  }

  /** An environment has nothing to do; what this returns says that it has, or has ended. */
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
