import type { Outcome } from '../clients/video/videos-bucket.ts'

/** One upload as its client saw it; times in ms since the epoch. */
export interface Upload {
  /** Undefined where the client never learned it. */
  videoId: string | undefined
  /**
   * From when on its client waits for the encoding: the queue's when S3 has taken the clip, the synchronous one's
   * when it sends it. The end is the encoder's own time, so an account's clock and this one had better agree.
   */
  waitsFrom: number
  /** Why it was not accepted, such as `POST /videos: 503`; undefined where it was. */
  failure: string | undefined
  /** What the answer itself told, where the client waited for it. */
  outcome?: Outcome
}

/** A way to build a video site, seen from outside. */
export interface Shape {
  name: 'synchronous' | 'queue'
  /** Sends one video and does not try again; never throws. */
  upload(title: string): Promise<Upload>
}
