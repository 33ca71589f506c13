import * as z from 'zod/mini'
import { rejection } from '../contracts/video.ts'
import { rendition, type VideoOutcome, videoEncoded } from '../contracts/video-events.ts'
import { videoStatus } from '../contracts/videos-api.ts'

/** The table's record of a video. The outcome is recorded in the bucket; its fields here are a copy. */
export const videoRecord = z.object({
  videoId: z.string(),
  title: z.string(),
  uploaderEmail: z.string(),
  contentType: z.string(),
  contentLength: z.number(),
  status: videoStatus.shape.status,
  /** In per cent. */
  progress: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  durationSeconds: z.optional(z.number()),
  renditions: z.optional(z.array(rendition)),
  posterKey: z.optional(z.string()),
  incomplete: z.optional(z.boolean()),
  soundUnreadable: z.optional(z.boolean()),
  rejection: z.optional(rejection),
  /** Opens the video's files by the links in its mail. Exists once the mail is requested. */
  linkToken: z.optional(z.string()),
  /** Of the request that announced it: the upload is the client's, and brings none. */
  traceparent: z.optional(z.string()),
  tracestate: z.optional(z.string()),
})

export type VideoRecord = z.infer<typeof videoRecord>

/** The fields that an outcome sets; always the same for the same outcome. */
export type Conclusion = Pick<VideoRecord, 'status' | 'updatedAt'> &
  Partial<
    Pick<
      VideoRecord,
      | 'progress'
      | 'durationSeconds'
      | 'renditions'
      | 'posterKey'
      | 'incomplete'
      | 'soundUnreadable'
      | 'rejection'
    >
  >

export function conclusionOf(outcome: VideoOutcome): Conclusion {
  if (outcome.type === videoEncoded.type) {
    const { encodedAt, durationSeconds, renditions, poster, incomplete, soundUnreadable } = outcome.data
    return {
      status: 'encoded',
      progress: 100,
      updatedAt: encodedAt,
      durationSeconds,
      renditions,
      posterKey: poster.key,
      ...(incomplete && { incomplete }),
      ...(soundUnreadable && { soundUnreadable }),
    }
  }
  const { rejectedAt, code, detail } = outcome.data
  return { status: 'rejected', updatedAt: rejectedAt, rejection: { code, detail } }
}
