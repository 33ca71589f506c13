import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { line, text } from './text.ts'

export const videoId = uuid

export const videoTitle = line(200)

/** The content types that an upload can declare. */
export const videoContentTypes = ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'] as const

export const videoContentType = z.enum(videoContentTypes)

/** The largest upload, in bytes: 1 GiB. */
export const MAXIMUM_VIDEO_BYTES = 1_073_741_824
export const MAXIMUM_DURATION_SECONDS = 600
/** The minimum length of both sides. */
export const MINIMUM_SIDE_PIXELS = 16
/** The maximum length of the longer side: that of DCI 4K. */
export const MAXIMUM_SIDE_PIXELS = 4_096
/** Width times height: 4096×2304, the largest frame of H.264's level 5.1. */
export const MAXIMUM_FRAME_PIXELS = 4_096 * 2_304

/** The short side in pixels; `source` for a video that is smaller than the smallest of these. */
export const renditionName = z.enum(['240p', '480p', '720p', 'source'])

/** The key prefix of uploads in the videos bucket: `uploads/<video id>`. */
export const UPLOADS = 'uploads/'
/** The key prefix of the encoder's output: `renditions/<video id>/<file>`. */
export const RENDITIONS = 'renditions/'
/** The last of these files, `renditions/<video id>/outcome.json`, has the outcome of the encoding. */
export const OUTCOME = '/outcome.json'

/** The reason why a video is not encoded. */
export const rejectionCode = z.enum([
  'empty',
  'too-large',
  'not-a-video',
  'wrong-content-type',
  'truncated',
  'damaged',
  'no-video-stream',
  'unsupported-codec',
  'too-long',
  'frame-too-small',
  'frame-too-large',
  'too-slow-to-encode',
])

/** `detail` is written for the uploader. */
export const rejection = z.object({ code: rejectionCode, detail: text(1_000) })

export type VideoContentType = z.infer<typeof videoContentType>
export type RenditionName = z.infer<typeof renditionName>
export type RejectionCode = z.infer<typeof rejectionCode>
export type Rejection = z.infer<typeof rejection>
