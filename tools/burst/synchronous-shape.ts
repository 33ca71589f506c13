import { RefusedRequest } from '../clients/refused-request.ts'
import { failureOf } from '../clients/request-failure.ts'
import type { SignedFetch } from '../clients/signed-request.ts'
import type { Shape, Upload } from './upload.ts'

/** Sends the clip and holds the connection until it is encoded. */
export class SynchronousShape implements Shape {
  readonly name = 'synchronous'
  readonly #request: SignedFetch
  readonly #apiUrl: string
  readonly #clip: Buffer

  /** @param apiUrl the output `SynchronousVideoApiUrl` of the synchronous video stack */
  constructor(request: SignedFetch, apiUrl: string, clip: Buffer) {
    this.#request = request
    this.#apiUrl = apiUrl
    this.#clip = clip
  }

  async upload(): Promise<Upload> {
    const waitsFrom = Date.now()
    try {
      const response = await this.#request('POST', `${this.#apiUrl}/videos`, this.#clip, {
        'content-type': 'video/mp4',
      })
      const answer = await response.text()
      if (response.status !== 201) throw new RefusedRequest('POST /videos', response.status, answer)
      const { videoId, encodedAt } = JSON.parse(answer) as { videoId: string; encodedAt: string }
      const outcome = { status: 'encoded', at: Date.parse(encodedAt) } as const
      return { videoId, waitsFrom, failure: undefined, outcome }
    } catch (error) {
      return { videoId: undefined, waitsFrom, failure: failureOf(error) }
    }
  }
}
