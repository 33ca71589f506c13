import type { Problem } from '../contracts/problem.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { internalError, RequestProblem } from './problems.ts'
import type { OpenRequest } from './request.ts'

/** What an error of a route is answered with, in whichever form. */
export interface Refusal {
  problem: Problem
  headers: Record<string, string>
}

/** A {@link RequestProblem} as it is; any other error becomes a 500 that says nothing of it. The log has the reason. */
export function refusalOf({ id }: OpenRequest, error: unknown): Refusal {
  const { problem, headers } = error instanceof RequestProblem ? error : internalError()
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const fields = { requestId: id, status: problem.status, reason: reasonOf(cause) }
  if (problem.status < 500) logger.info('request refused', fields)
  else logger.error('request failed', fields)
  return { problem: { ...problem, instance: `urn:messaging:request:${id}` }, headers }
}
