import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Connection } from '../../clients/connection.ts'
import { ReplayRefusedError } from '../replay-function.ts'

/** The times of publication to replay: ISO 8601 in UTC. */
export interface Times {
  from: string
  /** Undefined for the present. */
  to?: string
}

/** What may be missing in a rebuilt read model that goes live. */
export interface Accepted {
  /** Whether it may lack something that the live one has. @default false */
  acceptMissing?: boolean
  /** How many replayed events may be dead letters. @default - none */
  acceptDeadLetters?: number
}

/** A rebuild in progress. */
export interface BuildStatus extends Times {
  generation: string
  startedAt: string
  /** When the replay had delivered everything; undefined before. */
  replayedAt?: string
  /** How many replayed events are not written yet, in progress included. */
  queues: { waiting: number; deadLetters: number; undelivered: number }
  /** Undefined before the first event. */
  progress?: { events: number; reachedAt: string }
}

/** The generations of the read model. */
export interface RebuildStatus {
  live: string
  /** The one before the last rebuild, with its times; a function of an earlier release tells none. */
  previous?: { generation: string; keptUntil: string; replacedBy?: Times }
  build?: BuildStatus
}

/** A field of a purchase in the live and in the rebuilt read model; undefined where it has none. */
export interface Difference {
  purchaseId: string
  field: string
  live?: string
  rebuilt?: string
}

/** How the rebuilt read model compares with the live one. */
export interface Check {
  done: boolean
  purchases: number
  carriedOver: number
  rebuiltAlone: number
  different: number
  fuller: number
  missing: number
  missingExamples: readonly Difference[]
  examples: readonly Difference[]
}

const ATTEMPTS = 4
const PAUSE_MS = 1_000

/** The function `rebuild` of a stage. Every step can be repeated. */
export class RebuildFunction {
  readonly #lambda: LambdaClient
  readonly #name: string

  /** @param name the output `RebuildFunctionName` of the shop's stack */
  constructor(connection: Connection, name: string) {
    this.#lambda = new LambdaClient(connection)
    this.#name = name
  }

  /** Begins a rebuild, or continues an unfinished one of the same times. */
  async begin(times: Times): Promise<{ continued: boolean; build: BuildStatus }> {
    const { state, build } = await this.#ask<{ state: string; build: BuildStatus }>({
      action: 'begin',
      ...times,
    })
    return { continued: state === 'continued', build }
  }

  status(): Promise<RebuildStatus> {
    return this.#ask({ action: 'status' })
  }

  /** Says that the replay has delivered everything. */
  async noteReplayed(generation: string): Promise<void> {
    await this.#ask({ action: 'replayed', generation })
  }

  /**
   * Compares further, for up to about half a minute.
   *
   * @param acceptDeadLetters how many replayed events may be left out; undefined for none
   */
  async check(generation: string, acceptDeadLetters?: number): Promise<Check> {
    const request = { action: 'check', generation, acceptDeadLetters }
    return (await this.#ask<{ check: Check }>(request)).check
  }

  async swap(generation: string, accepted: Accepted): Promise<void> {
    const { acceptMissing = false, acceptDeadLetters } = accepted
    await this.#ask({ action: 'swap', generation, acceptMissing, acceptDeadLetters })
  }

  async abandon(generation: string): Promise<void> {
    await this.#ask({ action: 'abandon', generation })
  }

  /** @returns the generation that is live again, also where an earlier call has made it so */
  async undo(): Promise<string> {
    return (await this.#ask<{ live: string }>({ action: 'undo' })).live
  }

  async discard(): Promise<void> {
    await this.#ask({ action: 'discard' })
  }

  /** Deletes what belongs to no generation in use. @returns how many items */
  async clean(signal?: AbortSignal): Promise<number> {
    let deleted = 0
    let after: string | undefined
    do {
      signal?.throwIfAborted()
      const cleaned = await this.#ask<{ deleted: number; after?: string }>({ action: 'clean', after })
      deleted += cleaned.deleted
      after = cleaned.after
    } while (after !== undefined)
    return deleted
  }

  /**
   * Asks again where the function fails, as it does while DynamoDB throttles it.
   *
   * @throws ReplayRefusedError
   */
  async #ask<Answer>(request: object): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const { Payload, FunctionError } = await this.#lambda.send(
        new InvokeCommand({ FunctionName: this.#name, Payload: JSON.stringify(request) }),
      )
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString())
      if (answer.state === 'refused') throw new ReplayRefusedError(answer.reason)
      if (FunctionError === undefined) return answer as Answer
      if (attempt === ATTEMPTS) throw new Error(`${this.#name} failed: ${answer.errorMessage}`)
      await sleep(PAUSE_MS * attempt)
    }
  }
}
