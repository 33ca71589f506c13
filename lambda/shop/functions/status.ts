import { purchaseId } from '../../contracts/purchase.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest, notFound } from '../../http/problems.ts'
import { findPurchase } from '../purchases-table.ts'
import { statusOf } from '../read-model.ts'

const RETRY_AFTER_SECONDS = 1

/** `GET /purchases/{id}`, from the read model. That is built from messages, so a new purchase appears a little late. */
export const handler = httpApiHandler(async (request, tell) => {
  const id = request.pathParameter('id').toLowerCase()
  if (!purchaseId.safeParse(id).success) throw invalidRequest([{ pointer: 'id', detail: 'must be a UUID' }])
  tell({ facts: { purchaseId: id } })

  const record = await findPurchase(id)
  if (!record) {
    const detail = `There is no purchase ${id}. One that was accepted a moment ago may not be visible yet.`
    throw notFound(detail, RETRY_AFTER_SECONDS)
  }
  return { statusCode: 200, body: statusOf(record) }
})
