import { failureOf } from '../clients/request-failure.ts'
import type { VideoSite } from '../clients/video/video-site.ts'
import type { StageClock } from './stage-clock.ts'

/** A clip that the video site accepted. */
export interface UploadedClip {
  videoId: string
  uploaderEmail: string
}

/** Uploads clips evenly over an outage. */
export class ClipUploads {
  readonly uploaded: UploadedClip[] = []
  /** The reasons of failed uploads, in a few words each. */
  readonly failures: string[] = []
  readonly #site: VideoSite
  readonly #content: Buffer
  readonly #clock: StageClock

  /** @param content an MP4 */
  constructor(site: VideoSite, content: Buffer, clock: StageClock) {
    this.#site = site
    this.#content = content
    this.#clock = clock
  }

  /** @param uploaders the uploaders' addresses, one for each clip */
  async run(uploaders: readonly string[], overMs: number, signal: AbortSignal): Promise<void> {
    const start = this.#clock.now()
    for (const [index, uploader] of uploaders.entries()) {
      // In the middle of its share of the time, so that none coincides with the start of the outage.
      const due = start + ((index + 0.5) * overMs) / uploaders.length
      await this.#clock.sleep(due - this.#clock.now(), signal)
      await this.#upload(uploader, index + 1)
    }
  }

  async #upload(uploaderEmail: string, number: number): Promise<void> {
    const video = { title: `Gameday clip ${number}`, uploaderEmail, contentType: 'video/mp4' }
    try {
      const videoId = await this.#site.upload(video, this.#content)
      this.uploaded.push({ videoId, uploaderEmail })
    } catch (error) {
      this.failures.push(failureOf(error))
    }
  }
}
