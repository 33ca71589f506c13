import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { line, text } from './text.ts'

export const videoId = uuid

export const videoTitle = line(200)

/** What an upload may say that it is. */
export const videoContentTypes = ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'] as const

export const videoContentType = z.enum(videoContentTypes)

/** The largest upload, in bytes: 1 GiB. */
export const MAXIMUM_VIDEO_BYTES = 1_073_741_824
export const MAXIMUM_DURATION_SECONDS = 600
/** Of both sides. */
export const MINIMUM_SIDE_PIXELS = 16
/** Of the longer side: that of DCI 4K. */
export const MAXIMUM_SIDE_PIXELS = 4_096
/** Width times height: 4096×2304, the largest frame of H.264's level 5.1. */
export const MAXIMUM_FRAME_PIXELS = 4_096 * 2_304

/** The short side in pixels, or the source's own size where it is smaller than the smallest of them. */
export const renditionName = z.enum(['240p', '480p', '720p', 'source'])

/** The videos' bucket has what clients upload under `uploads/<video id>`. */
export const UPLOADS = 'uploads/'
/** It has what the encoder makes of an upload under `renditions/<video id>/<file>`. */
export const RENDITIONS = 'renditions/'
/** The last of these files, `renditions/<video id>/outcome.json`, says how the encoding ended. */
export const OUTCOME = '/outcome.json'

/** Why a video is not encoded. */
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
