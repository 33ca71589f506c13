import { httpApiHandler, type Reply } from '../../http/http-api.ts'
import type { Facts } from '../../runtime/hop.ts'
import { readClientEvents } from '../client-events.ts'
import { type Ingestion, ingest } from '../ingestion.ts'

/** 500 events of the longest ids have 190 KB without white space. */
const MAXIMUM_BODY_BYTES = 256 * 1024
/** A shard that is full for longer is too small: clients wait better than functions, which are paid for. */
const LONGEST_PATIENCE_MS = 5_000
/** What is kept of the function's time to answer in. */
const ANSWER_MS = 1_000

/** `POST /events`: takes what clients saw into the stream, and says of each event that it did not take why not. */
export const handler = httpApiHandler(async (request, tell, context) => {
  const events = readClientEvents(request.json(MAXIMUM_BODY_BYTES), request.arrival.receivedAt)

  const timeLeftMs = context.getRemainingTimeInMillis() - ANSWER_MS
  const ingestion = await ingest(events, Math.min(LONGEST_PATIENCE_MS, timeLeftMs))
  tell({ facts: factsOf(ingestion) })
  return replyOf(ingestion)
})

function factsOf(ingestion: Ingestion): Facts {
  const refused = 'refused' in ingestion ? ingestion.refused : 0
  return { accepted: String(ingestion.accepted), refused: String(refused) }
}

function replyOf(ingestion: Ingestion): Reply {
  return { statusCode: 'refused' in ingestion ? 207 : 202, body: ingestion }
}
