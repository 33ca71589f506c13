import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { invalidRequest } from '../errors.ts'
import { post } from './post.ts'

/** What reads "the Transaction Search generated CloudWatch log group", which is not there. */
const OPERATIONS = [
  'StartTraceRetrieval',
  'ListRetrievedTraces',
  'GetRetrievedTracesGraph',
  'CancelTraceRetrieval',
] as const

/** Refused by name. */
export const traceRetrievalRoutes: readonly RestRoute[] = OPERATIONS.map(operation => ({
  ...post(operation, `/${operation}`, () => {
    throw invalidRequest(
      `The local AWS does not simulate ${operation}: Transaction Search is off, and all traces are in X-Ray. Use GetTraceSummaries and BatchGetTraces.`,
    )
  }),
  refused: true,
}))
