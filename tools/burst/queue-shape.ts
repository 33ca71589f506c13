import { failureOf } from '../clients/request-failure.ts'
import type { SignedFetch } from '../clients/signed-request.ts'
import { VideoSite } from '../clients/video/video-site.ts'
import type { Shape, Upload } from './upload.ts'

/** The SES mailbox simulator's address for delivered mail: a burst on an account reaches no person. */
const UPLOADER = 'success@simulator.amazonses.com'

/** Announces the video and puts it into the bucket; the encoder works on it later. */
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
