import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { openCode } from './open-code.ts'
import { text, title } from './text.ts'

export const videoId = uuid

export const videoTitle = title(200)

/** The content types of the formats that the encoder reads. */
export const videoContentTypes = ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'] as const

/** What clients say instead: phones, Apple's tools, and browsers since Matroska is registered (RFC 9559). */
const ALIASES = ['video/x-m4v', 'video/3gpp', 'video/3gpp2', 'video/matroska']

/**
 * One of these with any parameters (RFC 9110, 8.3.1), as in `video/webm;codecs=vp8,opus`, which is how browsers call
 * their recordings. Printable ASCII, because it becomes a header of the upload.
 */
const VIDEO_CONTENT_TYPE = new RegExp(
  `^(?:${[...videoContentTypes, ...ALIASES].join('|')})[ \\t]*(?:;[ -~]*)?$`,
  'i',
)

/** The content type that an upload declares. It decides nothing, because the encoder goes by the content. */
export const videoContentType = z.string().check(
  z.maxLength(200, { abort: true }),
  z.regex(VIDEO_CONTENT_TYPE, {
    error: `must be one of ${[...videoContentTypes, ...ALIASES].join(', ')}, with or without parameters`,
  }),
)

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
export const renditionNames = ['240p', '480p', '720p', 'source'] as const

/** Names a file in links. The names are an open set. */
export const renditionName = openCode(renditionNames)

/** The key prefix of uploads in the videos bucket: `uploads/<video id>`. */
export const UPLOADS = 'uploads/'
/** The key prefix of the encoder's output: `renditions/<video id>/<file>`. */
export const RENDITIONS = 'renditions/'
/** The last of these files, `renditions/<video id>/outcome.json`, has the outcome of the encoding. */
export const OUTCOME = '/outcome.json'

/** The reason why a video is not encoded. The reasons are an open set. */
export const rejectionCode = openCode([
  'empty',
  'too-large',
  'not-a-video',
  // Of videos from before the content alone decided.
  'wrong-content-type',
  'truncated',
  'damaged',
  'no-video-stream',
  'unsupported-codec',
  'dolby-vision-only',
  'too-long',
  'frame-too-small',
  'frame-too-large',
  'too-slow-to-encode',
  // The fault is the encoder's, not the file's.
  'encoder-failed',
])

/** `detail` is written for the uploader. In bytes, it is a tenth of what an item of a table can hold. */
export const rejection = z.object({ code: rejectionCode, detail: text(32_768) })

export type RenditionName = (typeof renditionNames)[number]
export type RejectionCode = z.infer<typeof rejectionCode>
export type Rejection = z.infer<typeof rejection>
