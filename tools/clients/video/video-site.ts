import { setTimeout as sleep } from 'node:timers/promises'
import { RefusedRequest } from '../refused-request.ts'
import type { SignedFetch } from '../signed-request.ts'

/** The announcement of an upload. */
export interface VideoRequest {
  title: string
  uploaderEmail: string
  contentType: string
}

/** Where and how to send a video. */
export interface Upload {
  videoId: string
  url: string
  headers: Record<string, string>
}

export interface Rendition {
  name: string
  width: number
  height: number
  bytes: number
  url: string
}

/** The response of `GET /videos/{id}`. */
export interface VideoStatus {
  videoId: string
  status: 'awaiting-upload' | 'encoding' | 'encoded' | 'rejected'
  progress: number
  durationSeconds?: number
  renditions?: Rendition[]
  poster?: { url: string }
  rejection?: { code: string; detail: string }
}

const POLL_MS = 100

/** The video site's API, as an uploader's client uses it. */
export class VideoSite {
  readonly #request: SignedFetch
  readonly #url: string

  /** @param url the output `VideoApiUrl` of the video stack */
  constructor(request: SignedFetch, url: string) {
    this.#request = request
    this.#url = url
  }

  async announce(video: VideoRequest, contentLength: number): Promise<Upload> {
    const response = await this.#request('POST', `${this.#url}/videos`, { ...video, contentLength })
    const answer = (await response.json()) as { videoId: string; upload: Omit<Upload, 'videoId'> }
    if (response.status !== 201)
      throw new RefusedRequest('POST /videos', response.status, JSON.stringify(answer))
    return { videoId: answer.videoId, url: answer.upload.url, headers: answer.upload.headers }
  }

  /** Announces a video and sends its content to S3. @returns the id of the video */
  async upload(video: VideoRequest, content: Buffer): Promise<string> {
    const upload = await this.announce(video, content.length)
    const response = await put(upload, content)
    if (!response.ok) throw new RefusedRequest('PUT of the content', response.status, await response.text())
    return upload.videoId
  }

  async status(videoId: string): Promise<VideoStatus> {
    const response = await this.#request('GET', `${this.#url}/videos/${videoId}`)
    const answer = (await response.json()) as VideoStatus
    if (!response.ok)
      throw new RefusedRequest(`GET /videos/${videoId}`, response.status, JSON.stringify(answer))
    return answer
  }

  /**
   * Polls until the video is encoded or rejected.
   *
   * @throws if it is neither after `withinMs`
   */
  async untilEnded(videoId: string, withinMs: number): Promise<VideoStatus> {
    const end = performance.now() + withinMs
    for (;;) {
      const status = await this.status(videoId)
      if (status.status === 'encoded' || status.status === 'rejected') return status
      if (performance.now() > end)
        throw new Error(`The video ${videoId} is still ${status.status} after ${withinMs} ms.`)
      await sleep(POLL_MS)
    }
  }
}

/** Sends a video to its upload address. `fetch` sets the length itself. */
export function put({ url, headers }: Upload, content: Buffer): Promise<Response> {
  const { 'content-length': _, ...others } = headers
  return fetch(url, { method: 'PUT', headers: others, body: new Uint8Array(content) })
}
