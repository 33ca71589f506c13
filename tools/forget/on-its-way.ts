import type { Generations } from './generations.ts'
import type { Person } from './person.ts'
import type { Stores } from './stores.ts'
import { type Item, TableStore } from './table-store.ts'

/** What still happens for a person, and would not if they were forgotten now. In words; empty where there is nothing. */
export async function onItsWay(
  { dynamoDb, shop, video, queues }: Stores,
  { isLive }: Generations,
  person: Person,
  signal: AbortSignal,
): Promise<string[]> {
  const count = (table: string, attributes: string[], isTheirs: (item: Item) => boolean) =>
    new TableStore(
      dynamoDb,
      { name: table, table, attributes, isTheirs, erase: () => Promise.resolve() },
      signal,
    ).find()

  const purchases = await count(
    shop('PurchasesTableName'),
    ['purchaseId', 'customerId', 'shippedAt', 'cancelledAt'],
    ({ purchaseId, customerId, shippedAt, cancelledAt }) =>
      isLive(purchaseId?.S ?? '') &&
      person.customers.has(customerId?.S ?? '') &&
      shippedAt === undefined &&
      cancelledAt === undefined,
  )
  const now = Date.now() / 1_000
  const uploads = await count(
    video('VideosTableName'),
    ['uploaderEmail', 'status', 'expiresAt'],
    ({ uploaderEmail, status, expiresAt }) =>
      person.owns(uploaderEmail?.S) && !ENDED.includes(status?.S ?? '') && Number(expiresAt?.N ?? now) >= now,
  )
  let messages = 0
  for (const queue of queues) if (queue.queue.role === 'work') messages += await queue.purchases()
  return [
    ...(purchases > 0 ? [`${purchases} purchases are neither shipped nor cancelled`] : []),
    ...(messages > 0 ? [`${messages} messages about purchases wait in their queues`] : []),
    ...(uploads > 0 ? [`${uploads} videos are being uploaded or encoded`] : []),
  ]
}

const ENDED = ['encoded', 'rejected']
