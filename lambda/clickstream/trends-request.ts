import type * as z from 'zod/mini'
import {
  DEFAULT_RANGE_MINUTES,
  DEFAULT_TOP,
  MAXIMUM_RANGE_MINUTES,
  productTrendsQuery,
  trendsQuery,
} from '../contracts/clickstream-api.ts'
import { sku as skuContract } from '../contracts/order-line.ts'
import type { Violation } from '../contracts/problem.ts'
import { violationsOf } from '../contracts/violations.ts'
import { invalidRequest } from '../http/problems.ts'
import type { OpenRequest } from '../http/request.ts'
import { minuteAfter, minuteOf, minutesBetween } from './minute.ts'

/** The parameters of `GET /trends`. */
export interface MinuteRequest {
  readonly minute: string
  /** The number of products. */
  readonly top: number
}

/** The parameters of `GET /trends/{sku}`. */
export interface ProductRequest {
  readonly sku: string
  readonly from: string
  /** Exclusive. */
  readonly to: string
}

/** @throws RequestProblem 400 with every violation */
export function readMinuteRequest(request: OpenRequest, now: Date): MinuteRequest {
  const { query, violations } = readQuery(trendsQuery, request)
  if (!query) throw invalidRequest(violations)
  return { minute: query.minute ?? minuteOf(now), top: Number(query.top ?? DEFAULT_TOP) }
}

/** @throws RequestProblem 400 with every violation */
export function readProductRequest(request: OpenRequest, now: Date): ProductRequest {
  const sku = request.pathParameter('sku')
  const { query, violations } = readQuery(productTrendsQuery, request)
  if (!skuContract.safeParse(sku).success) {
    violations.push({ pointer: 'sku', detail: 'must be 1 to 64 letters, digits and . _ -' })
  }
  const to = query?.to ?? minuteAfter(minuteOf(now), 1)
  const from = query?.from ?? minuteAfter(to, -DEFAULT_RANGE_MINUTES)
  violations.push(...rangeViolations(from, to))
  if (violations.length > 0) throw invalidRequest(violations)
  return { sku, from, to }
}

function rangeViolations(from: string, to: string): Violation[] {
  const minutes = minutesBetween(from, to)
  if (minutes <= 0) return [{ pointer: 'from', detail: `must be before to, which is ${to}` }]
  if (minutes <= MAXIMUM_RANGE_MINUTES) return []
  return [
    { pointer: 'from', detail: `must be at most ${MAXIMUM_RANGE_MINUTES} minutes before to, which is ${to}` },
  ]
}

/** The parameters, parsed by the contract, or its violations. The pointer of a violation is the parameter's name. */
function readQuery<Schema extends z.ZodMiniType>(
  schema: Schema,
  { query }: OpenRequest,
): { query: z.infer<Schema> | undefined; violations: Violation[] } {
  const { data, error } = schema.safeParse(query)
  const violations = error ? violationsOf(error) : []
  return {
    query: data as z.infer<Schema> | undefined,
    violations: violations.map(({ pointer, detail }) => ({ pointer: pointer.slice('#/'.length), detail })),
  }
}
