import { setTimeout as sleep } from 'node:timers/promises'
import { RefusedRequest } from '../clients/refused-request.ts'

/** From one try to the next, in real ms. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000]

/**
 * Sends a request that may be repeated, and repeats it as a good client does: where the server failed or throttled, or
 * there was no answer.
 *
 * @throws what the last try threw, or what no repetition mends
 */
export async function patiently<Result>(
  request: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (const pause of BACKOFF_MS) {
    try {
      return await request()
    } catch (error) {
      if (error instanceof RefusedRequest && error.status < 500 && error.status !== 429) throw error
      await sleep(pause, undefined, { signal })
    }
  }
  return request()
}
