import { duringHop, type Facts, Hop } from '../runtime/hop.ts'
import { logger } from '../runtime/logger.ts'
import { framesOf, reasonOf } from '../runtime/reason.ts'
import { invocationTrace, namedTrace } from '../runtime/trace-context.ts'
import type { Annotate } from '../runtime/tracer.ts'
import { type Refusal, refusalOf } from './error-response.ts'
import type { OpenRequest } from './request.ts'

/** What a request is about. */
export interface Subject {
  /** Of a request that changes something: the business id that the whole chain of messages goes back to. */
  correlationId?: string
  /** The CloudEvents type of the event that it makes. @default - the request's route */
  event?: string
  /** Ids and codes that the log and the traces name it by. Never personal data, and nothing that is not validated yet. */
  facts?: Facts
}

/** Says what a request is about. Called as early as possible, so that a request which fails later is found by it, too. */
export type Tell = (subject: Subject) => void

/** How a kind of route makes its answers. */
export interface Answering<Answer> {
  route(tell: Tell): Promise<Answer>
  refuse(refusal: Refusal): Answer
}

/** Answers a request, whatever happens, and ends its hop. */
export async function answer<Answer>(
  request: OpenRequest,
  annotate: Annotate,
  { route, refuse }: Answering<Answer>,
): Promise<Answer> {
  const hop = new Hop(request.arrival)
  hop.event = request.route
  hop.trace = namedTrace(request.trace) ?? invocationTrace()
  try {
    const answer = await duringHop(hop, () => route(subject => describe(hop, subject)))
    hop.end('done')
    return answer
  } catch (error) {
    const refusal = refusalOf(request, error)
    endRefused(hop, refusal.problem.status, error)
    return refuse(refusal)
  } finally {
    annotate({ ...hop.facts, ...(hop.correlationId !== undefined && { correlationId: hop.correlationId }) })
  }
}

function describe(hop: Hop, { correlationId, event, facts }: Subject): void {
  hop.correlationId = correlationId ?? hop.correlationId
  hop.event = event ?? hop.event
  hop.facts = { ...hop.facts, ...facts }
}

function endRefused(hop: Hop, status: number, error: unknown): void {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (status < 500) return hop.end('refused', reasonOf(cause))
  const { messageId: requestId } = hop.arrival
  logger.error('request failed', {
    requestId,
    correlationId: hop.correlationId,
    status,
    stack: framesOf(cause),
  })
  hop.end('failed', reasonOf(cause))
}
