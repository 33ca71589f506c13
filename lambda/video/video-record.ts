import type { Rejection, VideoContentType } from '../contracts/video.ts'
import { type Rendition, type VideoOutcome, videoEncoded } from '../contracts/video-events.ts'
import type { VideoStatus } from '../contracts/videos-api.ts'

/** What the table knows of one video. The outcome is recorded elsewhere; what is said of it here is copied from there. */
export interface VideoRecord {
  videoId: string
  title: string
  uploaderEmail: string
  contentType: VideoContentType
  contentLength: number
  status: VideoStatus['status']
  /** Per cent. */
  progress: number
  createdAt: string
  updatedAt: string
  durationSeconds?: number
  renditions?: Rendition[]
  posterKey?: string
  rejection?: Rejection
}

/** What an outcome changes. The same outcome changes the same, however often. */
export type Conclusion = Pick<
  VideoRecord,
  'status' | 'progress' | 'updatedAt' | 'durationSeconds' | 'renditions' | 'posterKey' | 'rejection'
>

export function conclusionOf(outcome: VideoOutcome): Partial<Conclusion> {
  if (outcome.type === videoEncoded.type) {
    const { encodedAt, durationSeconds, renditions, poster } = outcome.data
    return {
      status: 'encoded',
      progress: 100,
      updatedAt: encodedAt,
      durationSeconds,
      renditions,
      posterKey: poster.key,
    }
  }
  const { rejectedAt, code, detail } = outcome.data
  return { status: 'rejected', updatedAt: rejectedAt, rejection: { code, detail } }
}
