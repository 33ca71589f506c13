import { consent } from '../../contracts/clickstream-api.ts'
import type { Violation } from '../../contracts/problem.ts'
import { customerId as customerIdContract } from '../../contracts/purchase.ts'
import { violationsOf } from '../../contracts/violations.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest } from '../../http/problems.ts'
import type { Request } from '../../http/request.ts'
import { giveConsent, withdrawConsent } from '../baskets/consents-table.ts'

/** `PUT` and `DELETE /reminders/{customerId}`: whether a customer is reminded of baskets, and where. Both are idempotent. */
export const handler = httpApiHandler(async (request, tell) => {
  const customerId = request.pathParameter('customerId')
  const violations = idViolations(customerId)
  if (violations.length === 0) tell({ facts: { customerId } })
  if (request.method === 'PUT') {
    await giveConsent(customerId, readEmail(request, violations))
  } else {
    if (violations.length > 0) throw invalidRequest(violations)
    await withdrawConsent(customerId)
  }
  return { statusCode: 204 }
})

function idViolations(customerId: string): Violation[] {
  if (customerIdContract.safeParse(customerId).success) return []
  return [{ pointer: 'customerId', detail: 'must be 1 to 128 letters, digits and . _ : -' }]
}

function readEmail(request: Request, elsewhere: readonly Violation[]): string {
  const { data, error } = consent.safeParse(request.json())
  const violations = [...elsewhere, ...(error ? violationsOf(error) : [])]
  if (!data || violations.length > 0) throw invalidRequest(violations)
  return data.email
}
