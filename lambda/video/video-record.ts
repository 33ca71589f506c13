import * as z from 'zod/mini'
import { rejection, videoContentType } from '../contracts/video.ts'
import { rendition, type VideoOutcome, videoEncoded } from '../contracts/video-events.ts'
import { videoStatus } from '../contracts/videos-api.ts'

/** What the table knows of one video. The outcome is recorded elsewhere; what is said of it here is copied from there. */
export const videoRecord = z.object({
  videoId: z.string(),
  title: z.string(),
  uploaderEmail: z.string(),
  contentType: videoContentType,
  contentLength: z.number(),
  status: videoStatus.shape.status,
  /** Per cent. */
  progress: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  durationSeconds: z.optional(z.number()),
  renditions: z.optional(z.array(rendition)),
  posterKey: z.optional(z.string()),
  rejection: z.optional(rejection),
})

export type VideoRecord = z.infer<typeof videoRecord>

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
