import type { Problem } from '../contracts/problem.ts'
import { internalError, RequestProblem } from './problems.ts'
import type { OpenRequest } from './request.ts'

/** The answer to an error of a route, whatever its form. */
export interface Refusal {
  problem: Problem
  headers: Record<string, string>
}

/** A {@link RequestProblem} as it is; any other error becomes a 500 that says nothing about it. */
export function refusalOf({ id }: OpenRequest, error: unknown): Refusal {
  const { problem, headers } = error instanceof RequestProblem ? error : internalError()
  return { problem: { ...problem, instance: `urn:messaging:request:${id}` }, headers }
}
