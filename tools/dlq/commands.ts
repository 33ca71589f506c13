import { SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'
import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { Target } from '../clients/target.ts'
import { findTrail } from '../clients/trail.ts'
import type { Selection } from './command-line.ts'
import { isMeant, type Letter } from './letter.ts'
import { type MoveOptions, moveAll } from './move-task.ts'
import { sendToWork } from './redrive.ts'
import { queueNamed, type SafetyQueue, safetyQueues } from './safety-queues.ts'
import { type Sifted, sift } from './sifting.ts'

/** A letter, and the queue that it was found in. */
export interface Found {
  readonly in: SafetyQueue
  readonly letter: Letter
}

/** A dead letter that the trail tells of, behind those of its group that SQS shows. */
export interface Inferred {
  readonly in: SafetyQueue
  readonly correlationId: string | undefined
  readonly messageId: string
  readonly event: string
  readonly reason: string | undefined
  readonly since: string
}

/** What a command does to a letter that it takes out. */
export type Take = (found: Found) => Promise<void>

/** The queues of a stage for what went wrong, and what can be done with them. */
export class Safety {
  readonly queues: readonly SafetyQueue[]
  readonly pipelines: Pipelines
  readonly #connection: Connection
  readonly #client: SQSClient

  private constructor(connection: Connection, pipelines: Pipelines) {
    this.#connection = connection
    this.#client = new SQSClient(connection)
    this.pipelines = pipelines
    this.queues = safetyQueues(pipelines)
  }

  /** @throws MissingStageError */
  static async of({ connection, stage }: Target): Promise<Safety> {
    return new Safety(connection, await readPipelines(connection, stage))
  }

  /** @throws UsageError */
  named(name: string): SafetyQueue {
    return queueNamed(name, this.queues)
  }

  /** The messages of a queue, those that SQS shows. */
  async list(safety: SafetyQueue): Promise<Letter[]> {
    const { left } = await sift(this.#client, safety.queue, {
      wants: () => false,
      take: async () => {},
      reachesBehind: false,
    })
    return [...left]
  }

  /** Those that SQS does not show, because ten of their group are before them, as far as the trail tells of them. */
  async behind(safety: SafetyQueue, shown: readonly Letter[]): Promise<Inferred[]> {
    const hidden = total(safety.queue) - shown.length
    if (!safety.queue.fifo || safety.role === 'undelivered' || hidden <= 0) return []
    const since = new Date(Date.now() - safety.queue.retentionSeconds * 1_000)
    const hops = await findTrail(this.#connection, {
      stage: this.pipelines.stage,
      service: safety.service,
      since,
    })
    const seen = new Set(shown.map(letter => `${letter.correlationId} ${letter.event}`))
    const last = Map.groupBy(hops, ({ correlationId, event }) => `${correlationId} ${event}`)
    const dead = [...last].flatMap(([key, ofMessage]) => {
      const hop = ofMessage.at(-1)
      return hop?.outcome === 'dead-lettered' && !seen.has(key) ? hop : []
    })
    return dead.map(({ correlationId, messageId, event, reason, doneAt }) => ({
      in: safety,
      correlationId,
      messageId,
      event,
      reason,
      since: doneAt,
    }))
  }

  /** The messages that are meant by an id, in whatever queue. */
  async find(id: string): Promise<Found[]> {
    const found: Found[] = []
    for (const safety of this.#filled()) {
      const letters = await this.list(safety)
      for (const letter of letters) if (isMeant(letter, id)) found.push({ in: safety, letter })
    }
    return found
  }

  /** Takes out what is selected, and leaves the rest. */
  async takeOut(selection: Selection, take: Take): Promise<Found[]> {
    const queues = 'queue' in selection ? [this.named(selection.queue)] : this.#filled()
    const wants = (letter: Letter) => 'queue' in selection || isMeant(letter, selection.id)
    const taken: Found[] = []
    for (const safety of queues) {
      const sifted: Sifted = await sift(this.#client, safety.queue, {
        wants,
        take: letter => take({ in: safety, letter }),
        reachesBehind: true,
      })
      taken.push(...sifted.taken.map(letter => ({ in: safety, letter })))
    }
    return taken
  }

  /** Sends a letter back to where it belongs. */
  redrive({ in: { work }, letter }: Found): Promise<void> {
    return sendToWork(this.#client, work, letter)
  }

  /**
   * Sends all messages of a queue back.
   *
   * @returns how many
   */
  async redriveAll(name: string, options: MoveOptions): Promise<number> {
    const safety = this.named(name)
    if (safety.role === 'dead-letter') return (await moveAll(this.#client, safety, options)).moved
    // SQS moves messages out of the dead-letter queues of queues alone, and this one is a subscription's.
    const start = total(safety.queue)
    let moved = 0
    await this.takeOut({ queue: safety.queue.name }, async found => {
      options.signal.throwIfAborted()
      await this.redrive(found)
      options.watch({ moved: ++moved, total: start })
    })
    return moved
  }

  #filled(): SafetyQueue[] {
    return this.queues.filter(({ queue }) => total(queue) > 0)
  }
}

export function total({ depth: { waiting, inFlight, delayed } }: Queue): number {
  return waiting + inFlight + delayed
}
