import { setTimeout as sleep } from 'node:timers/promises'

/** What one request writes at most: "up to twenty-five items" (DynamoDB, BatchWriteItem). */
export const MOST_WRITTEN = 25

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 25

/**
 * Sends what a batch of DynamoDB consists of, and again what it leaves unprocessed. "If you delay the batch operation
 * using exponential backoff, the individual requests in the batch are much more likely to succeed" (BatchWriteItem).
 *
 * @param send takes some of the parts, and gives those that DynamoDB left unprocessed
 * @returns what is unprocessed after the last attempt: DynamoDB was throttled
 * @throws what `send` throws
 */
export async function unprocessedOf<Part>(
  parts: readonly Part[],
  send: (parts: Part[]) => Promise<Part[]>,
): Promise<Part[]> {
  let left = await send([...parts])
  for (let attempt = 1; left.length > 0 && attempt < ATTEMPTS; attempt++) {
    await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt)
    left = await send(left)
  }
  return left
}
