import { chunks } from '../runtime/chunks.ts'

/** "TransactWriteItems is a synchronous write operation that groups up to 100 action requests" (DynamoDB). */
const MOST_ACTIONS = 100

/**
 * Groups events into transactions of at most 100 actions: one for each event, and one for each item that they add to.
 * The transactions of a round add to different items, so they may run in parallel; rounds run one after another.
 *
 * @param itemOf returns the name of the item that an event adds to
 */
export function planTransactions<Each>(events: readonly Each[], itemOf: (event: Each) => string): Each[][][] {
  const parts = [...Map.groupBy(events, itemOf).values()].map(group => chunks(group, MOST_ACTIONS - 1))
  const rounds = parts.reduce((most, { length }) => Math.max(most, length), 0)
  return Array.from({ length: rounds }, (_, round) =>
    packed(parts.flatMap(part => part.slice(round, round + 1))),
  )
}

/** @param parts the events of each item */
function packed<Each>(parts: readonly Each[][]): Each[][] {
  const transactions: Each[][] = []
  let room = 0
  for (const part of parts) {
    const actions = part.length + 1
    if (actions > room) {
      transactions.push([])
      room = MOST_ACTIONS
    }
    transactions.at(-1)?.push(...part)
    room -= actions
  }
  return transactions
}
