import type { Account } from '../../account.ts'
import { type SegmentDocument, Trace } from './trace.ts'

/** Beyond it, the trace that began first goes. */
const MAX_TRACES = 5_000

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
   * Stores the documents in `text`; returns those that it did not store.
   *
   * "A segment document can be a completed segment, an in-progress segment, or an array of subsegments"
   * (PutTraceSegments).
   */
  add(text: string): UnprocessedSegment[] {
    const documents = parse(text)
    if (!documents) return [{ ErrorCode: 'ParseError', Message: 'The segment document is not valid JSON.' }]
    return documents.flatMap(document => {
      const fault = faultOf(document)
      if (fault) return { Id: document.id, ErrorCode: fault, Message: `Invalid segment. ErrorCode: ${fault}` }
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
    const [oldest] = this.#traces.size > MAX_TRACES ? this.#traces.keys() : []
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

/** What is wrong with it by "Required Segment Document Fields" (PutTraceSegments), as `PutTraceSegments` names it. */
function faultOf(document: SegmentDocument): string | undefined {
  const { id, name, trace_id, start_time, end_time, in_progress } = document
  if (typeof name !== 'string' || name === '') return 'MissingName'
  if (!/^[0-9a-f]{16}$/i.test(id ?? '')) return 'InvalidId'
  if (!/^1-[0-9a-f]{8}-[0-9a-f]{24}$/i.test(trace_id ?? '')) return 'InvalidTraceId'
  if (typeof start_time !== 'number') return 'MissingStartTime'
  if (typeof end_time !== 'number' && in_progress !== true) return 'MissingEndTime'
  return undefined
}
