import { setTimeout as sleep } from 'node:timers/promises'
import { SQSClient, SQSServiceException } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import { messagesIn, type Queue } from '../clients/pipelines/queues.ts'
import type { Target } from '../clients/target.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import type { Found } from './found.ts'
import { type Inferred, inferredBehind, type Shown } from './inferred.ts'
import { idsMeant, type Letter } from './letter.ts'
import { type MoveOptions, moveAll } from './move-task.ts'
import { sendToWork } from './redrive.ts'
import { RefusedError } from './refused-error.ts'
import { queueNamed, type SafetyQueue, safetyQueues } from './safety-queues.ts'
import { empty, look, sift } from './sifting.ts'

/** What was found for an id. */
export interface Findings {
  readonly found: readonly Found[]
  readonly inferred: readonly Inferred[]
  /** How many messages the queues count beside those that they have shown. */
  readonly hidden: number
}

/** What a command does to a letter that it takes out. */
export type Take = (found: Found) => Promise<void>

/** Queues that are looked at side by side: each takes a second at least. */
const AT_ONCE = 8
/** More are too many to read, and to keep in memory with 1 MiB each. */
const MOST_LISTED = 500

/** The queues of a stage for what went wrong, and what can be done with them. */
export class Safety {
  readonly queues: readonly SafetyQueue[]
  readonly pipelines: Pipelines
  readonly #connection: Connection
  readonly #client: SQSClient
  readonly #signal: AbortSignal
  readonly #refusals = new Set<string>()

  private constructor(connection: Connection, pipelines: Pipelines, signal: AbortSignal) {
    this.#connection = connection
    this.#client = new SQSClient(connection)
    this.#signal = signal
    this.pipelines = pipelines
    this.queues = safetyQueues(pipelines)
  }

  /**
   * @param signal ends what is under way between two letters, and lets others see them again
   * @throws MissingStageError
   */
  static async of(
    { connection, stage }: Target,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Safety> {
    return new Safety(connection, await readPipelines(connection, stage), signal)
  }

  /** What queues have refused while others were looked at. */
  get refusals(): readonly string[] {
    return [...this.#refusals]
  }

  /** @throws UsageError */
  named(name: string): SafetyQueue {
    return queueNamed(name, this.queues)
  }

  /** The first messages of a queue that SQS shows, 500 at most. */
  async list(safety: SafetyQueue): Promise<Shown> {
    const letters: Letter[] = []
    await named(safety, () =>
      look(this.#client, safety.queue, this.#signal, letter => letters.push(letter) < MOST_LISTED),
    )
    return { in: safety, letters, hidden: Math.max(0, messagesIn(safety.queue.depth) - letters.length) }
  }

  /** Those that SQS does not show, because ten of their group are before them, as far as the trail tells of them. */
  behind(shown: Shown): Promise<Inferred[]> {
    return inferredBehind(shown, { connection: this.#connection, stage: this.pipelines.stage })
  }

  /** The messages that are meant by an id, or its first characters, in whatever queue. */
  async find(id: string): Promise<Findings> {
    const findings = await this.#everywhere(async safety => {
      const letters: Letter[] = []
      const seen = await look(this.#client, safety.queue, this.#signal, letter => {
        if (idsMeant(letter, id).length > 0) letters.push(letter)
        return true
      })
      const hidden = Math.max(0, messagesIn(safety.queue.depth) - seen)
      return { letters, safety, hidden, inferred: await this.#inferred({ in: safety, letters, hidden }, id) }
    })
    return {
      found: findings.flatMap(({ letters, safety }) => letters.map(letter => ({ in: safety, letter }))),
      inferred: findings.flatMap(({ inferred }) => inferred),
      hidden: findings.reduce((sum, { hidden }) => sum + hidden, 0),
    }
  }

  /** The trail of a purchase, video or post. */
  trail(correlationId: string): Promise<Hop[]> {
    return findTrail(this.#connection, { stage: this.pipelines.stage, correlationId })
  }

  /**
   * Takes out what is meant by an id, and leaves the rest. Groups of FIFO queues go round only where it is behind their
   * first ten: as the trail tells, or because no queue shows it.
   */
  async takeOut(id: string, take: Take): Promise<Found[]> {
    const taken: Found[] = []
    const takeAndTell: Take = async found => {
      await take(found)
      taken.push(found)
    }
    const meant = (letter: Letter) => idsMeant(letter, id).length > 0
    const dead = await this.#everywhere(async safety => {
      await this.#sift(safety, meant, takeAndTell, false)
      const letters = taken.filter(found => found.in === safety).map(({ letter }) => letter)
      return this.#inferred({ in: safety, letters, hidden: messagesIn(safety.queue.depth) }, id)
    })
    const behind = new Set(dead.flat().map(inferred => inferred.in))
    const isShown = taken.length > 0
    await this.#everywhere(async safety => {
      if (!safety.queue.fifo || (isShown && !behind.has(safety))) return
      await this.#sift(safety, meant, takeAndTell, true)
    })
    return taken
  }

  /**
   * Takes out all of a queue.
   *
   * @returns how many
   */
  takeAll(safety: SafetyQueue, take: Take): Promise<number> {
    return named(safety, () =>
      empty(this.#client, safety.queue, this.#signal, letter => take({ in: safety, letter })),
    )
  }

  /** Sends a letter back to where it belongs. */
  redrive({ in: { work }, letter }: Found): Promise<void> {
    return named({ queue: work }, () => sendToWork(this.#client, work, letter))
  }

  /**
   * Sends all messages of a queue back.
   *
   * @returns how many
   */
  async redriveAll(safety: SafetyQueue, options: MoveOptions): Promise<number> {
    if (safety.role === 'dead-letter') {
      return (await named(safety, () => moveAll(this.#client, safety, options))).moved
    }
    // SQS moves messages out of the dead-letter queues of queues alone, and this one is a subscription's.
    const start = messagesIn(safety.queue.depth)
    const began = performance.now()
    let moved = 0
    await this.takeAll(safety, async found => {
      const due = options.rate === undefined ? 0 : began + (moved * 1_000) / options.rate
      await sleep(Math.max(0, due - performance.now()))
      await this.redrive(found)
      options.watch({ moved: ++moved, total: start })
    })
    return moved
  }

  #sift(
    safety: SafetyQueue,
    wants: (letter: Letter) => boolean,
    take: Take,
    reachesBehind: boolean,
  ): Promise<void> {
    return sift(this.#client, safety.queue, {
      wants,
      take: letter => take({ in: safety, letter }),
      reachesBehind,
      signal: this.#signal,
    })
  }

  /** Goes on where a queue refuses: its key may be disabled, and the letter in another. */
  async #everywhere<Result>(work: (safety: SafetyQueue) => Promise<Result>): Promise<Result[]> {
    const results = await inParallel(this.queues, AT_ONCE, async safety => {
      try {
        return [await named(safety, () => work(safety))]
      } catch (cause) {
        if (!(cause instanceof RefusedError)) throw cause
        this.#refusals.add(cause.message)
        return []
      }
    })
    return results.flat()
  }

  #inferred(shown: Shown, id: string): Promise<Inferred[]> {
    return inferredBehind(shown, { connection: this.#connection, stage: this.pipelines.stage, id })
  }
}

/** Has what SQS refuses tell of which queue. */
async function named<Result>({ queue }: { queue: Queue }, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof SQSServiceException)) throw cause
    throw new RefusedError(`${queue.name}: ${cause.name}: ${cause.message}`, { cause })
  }
}
