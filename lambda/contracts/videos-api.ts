import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { instant } from './instant.ts'
import {
  MAXIMUM_VIDEO_BYTES,
  rejection,
  renditionName,
  videoContentType,
  videoId,
  videoTitle,
} from './video.ts'

/** The body of `POST /videos`; a member that is not named here is refused. */
export const announceVideo = z.strictObject({
  title: videoTitle,
  /** Who is told how it went. */
  uploaderEmail: emailAddress,
  contentType: videoContentType,
  /** Bytes; the upload has exactly as many. */
  contentLength: z.int().check(z.gte(1), z.lte(MAXIMUM_VIDEO_BYTES)),
})

/** The body of the answer 201 to `POST /videos`. */
export const videoAnnounced = z.object({
  videoId,
  status: z.literal('awaiting-upload'),
  /** The request that brings the file: it works once, with these headers and no others of their names. */
  upload: z.object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: instant,
  }),
})

/** A URL that opens one object until then, for whoever has it. */
const link = { url: z.url(), expiresAt: instant }

const pixels = z.int().check(z.gte(2))

/** The body of the answer 200 to `GET /videos/{id}`. */
export const videoStatus = z.object({
  videoId,
  title: videoTitle,
  status: z.enum(['awaiting-upload', 'encoding', 'encoded', 'rejected']),
  /** Per cent of the encoding. */
  progress: z.int().check(z.gte(0), z.lte(100)),
  createdAt: instant,
  updatedAt: instant,
  /** This and what follows until the poster: once it is encoded. */
  durationSeconds: z.optional(z.number()),
  renditions: z.optional(
    z.array(
      z.object({
        name: renditionName,
        width: pixels,
        height: pixels,
        bytes: z.int().check(z.gte(1)),
        ...link,
      }),
    ),
  ),
  poster: z.optional(z.object(link)),
  /** Once it is rejected. */
  rejection: z.optional(rejection),
})

export type AnnounceVideo = z.infer<typeof announceVideo>
export type VideoAnnounced = z.infer<typeof videoAnnounced>
export type VideoStatus = z.infer<typeof videoStatus>
