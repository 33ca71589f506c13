import { setTimeout as sleep } from 'node:timers/promises'
import { RefusedRequest } from '../clients/refused-request.ts'

/** The delays between tries, in real ms. */
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000]

/**
 * Sends a request that is safe to repeat, with retries if the server failed or throttled, or if there was no response.
 *
 * @throws the error of the last try, or an error that a retry cannot fix
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
