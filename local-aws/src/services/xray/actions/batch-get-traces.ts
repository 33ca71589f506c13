import { invalidRequest } from '../errors.ts'
import type { Trace } from '../trace.ts'
import { factsOf } from '../trace-facts.ts'
import type { TraceStore } from '../trace-store.ts'

const MAX_TRACES = 5

/** Whole traces, each segment a document in a string. One answer holds them all: there are no further pages. */
export function batchGetTraces(traces: TraceStore, { TraceIds = [] }: { TraceIds?: string[] }): object {
  if (TraceIds.length < 1 || TraceIds.length > MAX_TRACES) {
    throw invalidRequest(`TraceIds must be 1 to ${MAX_TRACES} ids, not ${TraceIds.length}.`)
  }
  const ids = [...new Set(TraceIds)]
  return {
    Traces: ids.flatMap(id => {
      const trace = traces.find(id)
      return trace ? shape(trace) : []
    }),
    UnprocessedTraceIds: ids.filter(id => !traces.find(id)),
  }
}

function shape(trace: Trace): object {
  const segments = trace.segments()
  return {
    Id: trace.id,
    Duration: factsOf(segments).duration,
    LimitExceeded: false,
    Segments: segments.map(segment => ({ Id: segment.id, Document: JSON.stringify(segment) })),
  }
}
