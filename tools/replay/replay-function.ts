import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Connection } from '../clients/connection.ts'

/** Where past events are read. */
export type Source = 'stream' | 'lake'

/** The progress in a shard of the stream, or in the lake; times are ISO 8601. */
export interface PartStatus {
  /** The shard's id, or `lake`. */
  part: string
  parents: readonly string[]
  readTo: string
  done: boolean
  records: number
  events: number
  poison: number
}

/** A replay in progress. */
export interface ReplayStatus {
  generation: string
  /** The first minute to count again, and the minute after the last; `''` for no end. */
  from: string
  to: string
  /** Undefined for the stream. */
  source?: 'lake'
  startedAt: string
  parts: readonly PartStatus[]
  /** Whether it took too long to go live. */
  over: boolean
}

/** How the replayed figures compare with the live figures that they replace. */
export interface Comparison {
  comparedTo: string
  /** How many minutes were not compared because their live figures may have expired. */
  expired?: number
  /** How many minutes of a product have figures in either. */
  productMinutes: number
  rose: number
  fell: number
  examples: readonly {
    minute: string
    sku: string
    figures: Readonly<Record<string, { live: string; replayed: string }>>
  }[]
}

/** The function refused a request; the message says why. */
export class ReplayRefusedError extends Error {
  override readonly name = 'ReplayRefusedError'
}

/** The function `replay` of a stage. Every step can be repeated. */
export class ReplayFunction {
  readonly #lambda: LambdaClient
  readonly #name: string

  /** @param name the output `ReplayFunctionName` of the clickstream stack */
  constructor(connection: Connection, name: string) {
    this.#lambda = new LambdaClient(connection)
    this.#name = name
  }

  /** Begins a replay, or continues an unfinished one of the same minutes. */
  async begin(
    from: string,
    to: string | undefined,
    source?: Source,
  ): Promise<{ continued: boolean; replay: ReplayStatus }> {
    const { state, replay } = await this.#ask<{ state: string; replay: ReplayStatus }>({
      action: 'begin',
      from,
      to,
      source,
    })
    return { continued: state === 'continued', replay }
  }

  /** Reads further in a part, for up to about half a minute. */
  async advance(generation: string, part: string): Promise<PartStatus> {
    const advanced = await this.#ask<{ part: PartStatus }>({ action: 'advance', generation, part })
    return advanced.part
  }

  /** Compares more of the figures; the replay is live once all are compared. */
  async finish(generation: string): Promise<{ live: boolean; comparison: Comparison | undefined }> {
    const { state, comparison } = await this.#ask<{ state: string; comparison?: Comparison }>({
      action: 'finish',
      generation,
    })
    return { live: state === 'live', comparison }
  }

  async status(): Promise<ReplayStatus | undefined> {
    return (await this.#ask<{ replay?: ReplayStatus }>({ action: 'status' })).replay
  }

  async abandon(generation: string): Promise<void> {
    await this.#ask({ action: 'abandon', generation })
  }

  /** @throws ReplayRefusedError */
  async #ask<Answer>(request: object): Promise<Answer> {
    const { Payload, FunctionError } = await this.#lambda.send(
      new InvokeCommand({ FunctionName: this.#name, Payload: JSON.stringify(request) }),
    )
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString())
    if (FunctionError !== undefined) throw new Error(`${this.#name} failed: ${answer.errorMessage}`)
    if (answer.state === 'refused') throw new ReplayRefusedError(answer.reason)
    return answer as Answer
  }
}
