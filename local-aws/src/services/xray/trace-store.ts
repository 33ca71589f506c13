import type { Account } from '../../account.ts'
import { readDocuments, type UnprocessedSegment } from './segment-document.ts'
import { Trace } from './trace.ts'

/** Beyond it, the trace that began first goes. */
const MAX_TRACES = 5_000

/** The latest 5,000 traces. */
export class TraceStore {
  readonly #account: Account
  readonly #traces = new Map<string, Trace>()

  constructor(account: Account) {
    this.#account = account
  }

  /** Stores the documents in `text`; returns those that it did not store. */
  add(text: string): UnprocessedSegment[] {
    const { valid, unprocessed } = readDocuments(text)
    for (const document of valid) this.#trace(document.trace_id).add(document, this.#account.clock.now())
    return unprocessed
  }

  find(traceId: string): Trace | undefined {
    return this.#traces.get(traceId)
  }

  all(): Trace[] {
    return [...this.#traces.values()]
  }

  #trace(id: string): Trace {
    const known = this.#traces.get(id)
    if (known) return known
    const made = new Trace(id)
    this.#traces.set(id, made)
    const [oldest] = this.#traces.size > MAX_TRACES ? this.#traces.keys() : []
    if (oldest) this.#traces.delete(oldest)
    return made
  }
}
