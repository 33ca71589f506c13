import type { Outcome } from '../clients/video/videos-bucket.ts'

/** One upload as its client saw it; times in ms since the epoch. */
export interface Upload {
  /** Undefined if the client never received it. */
  videoId: string | undefined
  /**
   * When its client starts to wait for the encoding: in the queue shape, when S3 has taken the clip; in the synchronous
   * shape, when it sends the clip. The end is the encoder's time, so the clocks of the account and this machine must
   * agree.
   */
  waitsFrom: number
  /** Why it was not accepted, such as `POST /videos: 503`; undefined if it was. */
  failure: string | undefined
  /** The outcome in the response, if the client waited for it. */
  outcome?: Outcome
}

/** A shape of the video site, as a client sees it. */
export interface Shape {
  name: 'synchronous' | 'queue'
  /** Sends one video without retries; never throws. */
  upload(title: string): Promise<Upload>
}
