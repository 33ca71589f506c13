import { authorId, subscriberId } from '../../contracts/post.ts'
import { subscribe as subscribeBody } from '../../contracts/posts-api.ts'
import type { Violation } from '../../contracts/problem.ts'
import { violationsOf } from '../../contracts/violations.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest } from '../../http/problems.ts'
import type { Request } from '../../http/request.ts'
import { type Subscription, subscribe, unsubscribe } from '../subscribers-table.ts'

const ID = 'letters, digits and . _ : -'

/** `PUT` and `DELETE /authors/{id}/subscribers/{subscriber}`; both are idempotent. */
export const handler = httpApiHandler(async (request, tell) => {
  const subscription = {
    authorId: request.pathParameter('id'),
    subscriberId: request.pathParameter('subscriber'),
  }
  const violations = idViolations(subscription)
  if (violations.length === 0) tell({ facts: { ...subscription } })
  if (request.method === 'PUT') {
    await subscribe(subscription, readEmail(request, violations))
  } else {
    if (violations.length > 0) throw invalidRequest(violations)
    await unsubscribe(subscription)
  }
  return { statusCode: 204 }
})

function idViolations(subscription: Subscription): Violation[] {
  const violations: Violation[] = []
  if (!authorId.safeParse(subscription.authorId).success)
    violations.push({ pointer: 'id', detail: `must be 1 to 100 ${ID}` })
  if (!subscriberId.safeParse(subscription.subscriberId).success) {
    violations.push({ pointer: 'subscriber', detail: `must be 1 to 128 ${ID}` })
  }
  return violations
}

function readEmail(request: Request, elsewhere: readonly Violation[]): string {
  const { data, error } = subscribeBody.safeParse(request.json())
  const violations = [...elsewhere, ...(error ? violationsOf(error) : [])]
  if (!data || violations.length > 0) throw invalidRequest(violations)
  return data.email
}
