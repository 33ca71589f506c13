import type { Account } from '../../../account.ts'
import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import type { Groups } from '../groups.ts'
import type { TraceStore } from '../trace-store.ts'
import { batchGetTraces } from './batch-get-traces.ts'
import { type GetTraceSummariesInput, getTraceSummaries } from './get-trace-summaries.ts'
import { post } from './post.ts'

/** Take segments and give traces. */
export function traceRoutes(account: Account, traces: TraceStore, groups: Groups): readonly RestRoute[] {
  return [
    post('PutTraceSegments', '/TraceSegments', (input: { TraceSegmentDocuments: string[] }) => ({
      UnprocessedTraceSegments: input.TraceSegmentDocuments.flatMap(document => traces.add(document)),
    })),
    // The daemon reports its own health; no operation reads it back.
    post('PutTelemetryRecords', '/TelemetryRecords', () => ({})),
    post('GetTraceSummaries', '/TraceSummaries', (input: GetTraceSummariesInput) =>
      getTraceSummaries(account, traces, groups, input),
    ),
    post('BatchGetTraces', '/Traces', (input: { TraceIds?: string[] }) => batchGetTraces(traces, input)),
  ]
}
