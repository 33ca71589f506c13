import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { instant } from './instant.ts'
import { text } from './text.ts'
import { rejection, renditionName, videoId } from './video.ts'

/** The key of an object in the videos bucket: "1,024 bytes" at most (S3, Object key names). */
const key = text(1_024).check(z.minLength(1))

/** One encoded file of a video: H.264 and AAC in MP4. */
export const rendition = z.object({
  name: renditionName,
  width: z.int().check(z.gte(2)),
  height: z.int().check(z.gte(2)),
  bytes: z.int().check(z.gte(1)),
  key,
})

/** A video is encoded. The event is the record of that: once it exists, the video is not encoded again. */
export const videoEncoded = eventContract(
  'video.video.encoded.v1',
  z.object({
    videoId,
    durationSeconds: z.number().check(z.gt(0)),
    /** From the smallest to the largest. */
    renditions: z.array(rendition).check(z.minLength(1)),
    poster: z.object({ key }),
    /** Whether the end of the file was missing: the video ends where the file does. */
    incomplete: z.optional(z.boolean()),
    /** Whether the file has sound that could not be decoded: the video has none. */
    soundUnreadable: z.optional(z.boolean()),
    encodedAt: instant,
  }),
)

/** A video cannot be encoded. The event is the record of that. */
export const videoRejected = eventContract(
  'video.video.rejected.v1',
  z.object({ videoId, ...rejection.shape, rejectedAt: instant }),
)

export type Rendition = z.infer<typeof rendition>
export type VideoEncoded = EventOf<typeof videoEncoded>
export type VideoRejected = EventOf<typeof videoRejected>
export type VideoOutcome = VideoEncoded | VideoRejected
