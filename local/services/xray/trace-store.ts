import type { Account } from '../../account.ts'
import { type SegmentDocument, Trace } from './trace.ts'

/** Beyond it, the trace that began first goes. */
const MOST_TRACES = 5_000

/** Why a document was not kept, in the words of `PutTraceSegments`. */
export interface UnprocessedSegment {
  Id?: string
  ErrorCode: string
  Message: string
}

/** The latest 5,000 traces. */
export class TraceStore {
  readonly #account: Account
  readonly #traces = new Map<string, Trace>()

  constructor(account: Account) {
    this.#account = account
  }

  /**
   * Keeps the documents in `text` and says which it did not keep.
   *
   * "A segment document can be a completed segment, an in-progress segment, or an array of subsegments"
   * (PutTraceSegments).
   */
  add(text: string): UnprocessedSegment[] {
    const documents = parse(text)
    if (!documents) return [{ ErrorCode: 'ParseError', Message: 'The segment document is not valid JSON.' }]
    return documents.flatMap(document => {
      const fault = faultOf(document)
      if (fault) return { Id: document.id, ErrorCode: 'MissingField', Message: fault }
      this.#trace(document.trace_id).add(document, this.#account.clock.now())
      return []
    })
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
    const [oldest] = this.#traces.size > MOST_TRACES ? this.#traces.keys() : []
    if (oldest) this.#traces.delete(oldest)
    return made
  }
}

function parse(text: string): SegmentDocument[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    const list = [parsed].flat()
    return list.every(item => typeof item === 'object' && item !== null)
      ? (list as SegmentDocument[])
      : undefined
  } catch {
    return undefined
  }
}

/** "Required segment fields" of *Segment documents*: name, id, trace_id, start_time, end_time or in_progress. */
function faultOf(document: SegmentDocument): string | undefined {
  const { id, name, trace_id, start_time, end_time, in_progress } = document
  if (typeof name !== 'string' || name === '') return 'The document has no name.'
  if (!/^[0-9a-f]{16}$/i.test(id ?? '')) return `The id ${JSON.stringify(id)} is not 16 hexadecimal digits.`
  if (!/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(trace_id ?? '')) {
    return `The trace_id ${JSON.stringify(trace_id)} is not 1-<8 hexadecimal digits>-<24 hexadecimal digits>.`
  }
  if (typeof start_time !== 'number') return 'The document has no start_time in seconds.'
  if (typeof end_time !== 'number' && in_progress !== true)
    return 'The document has neither end_time nor in_progress.'
  return undefined
}
