import { httpApiHandler, type Reply } from '../../http/http-api.ts'
import type { Facts } from '../../runtime/hop.ts'
import { readClientEvents } from '../client-events.ts'
import { type Ingestion, ingest } from '../ingestion.ts'

/** 500 events with the longest ids have 260 KB without white space. */
const MAXIMUM_BODY_BYTES = 384 * 1024
/** If a shard is full for longer, it is too small. Then the clients wait, because waiting functions cost money. */
const LONGEST_PATIENCE_MS = 5_000
/** The part of the function's time that is reserved for the response. */
const ANSWER_MS = 1_000

/** `POST /events`: puts the clients' events into the stream, and returns a reason for each event that it refused. */
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
