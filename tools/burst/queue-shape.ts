import { failureOf } from '../clients/request-failure.ts'
import type { SignedFetch } from '../clients/signed-request.ts'
import { VideoSite } from '../clients/video/video-site.ts'
import type { Shape, Upload } from './upload.ts'

/** SES's own address for mail that arrives: a burst on an account reaches nobody. */
const UPLOADER = 'success@simulator.amazonses.com'

/** Announce, put into the bucket, done: the encoder works when it gets to it. */
export class QueueShape implements Shape {
  readonly name = 'queue'
  readonly #site: VideoSite
  readonly #clip: Buffer

  /** @param apiUrl the output `VideoApiUrl` of the video stack */
  constructor(request: SignedFetch, apiUrl: string, clip: Buffer) {
    this.#site = new VideoSite(request, apiUrl)
    this.#clip = clip
  }

  async upload(title: string): Promise<Upload> {
    try {
      const video = { title, uploaderEmail: UPLOADER, contentType: 'video/mp4' }
      const videoId = await this.#site.upload(video, this.#clip)
      return { videoId, waitsFrom: Date.now(), failure: undefined }
    } catch (error) {
      return { videoId: undefined, waitsFrom: Date.now(), failure: failureOf(error) }
    }
  }
}
