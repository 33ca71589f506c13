import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { instant } from './instant.ts'
import { openCode } from './open-code.ts'
import {
  MAXIMUM_VIDEO_BYTES,
  rejection,
  renditionName,
  videoContentType,
  videoId,
  videoTitle,
} from './video.ts'

/** The body of `POST /videos`. Unknown members are refused. */
export const announceVideo = z.strictObject({
  title: videoTitle,
  /** The address that gets a mail with the outcome. */
  uploaderEmail: emailAddress,
  contentType: videoContentType,
  /** The exact size of the upload, in bytes. */
  contentLength: z.int().check(z.gte(1), z.lte(MAXIMUM_VIDEO_BYTES)),
})

/** The body of the response 201 to `POST /videos`. */
export const videoAnnounced = z.object({
  videoId,
  status: z.literal('awaiting-upload'),
  /** The request that uploads the file. It works once, with exactly these values of these headers. */
  upload: z.object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: instant,
  }),
})

/** A URL that lets anyone who has it open one object until `expiresAt`. */
const link = { url: z.url(), expiresAt: instant }

const pixels = z.int().check(z.gte(2))

/** The body of the response 200 to `GET /videos/{id}`. */
export const videoStatus = z.object({
  videoId,
  title: videoTitle,
  status: openCode(['awaiting-upload', 'encoding', 'encoded', 'rejected']),
  /** The progress of the encoding, in per cent. */
  progress: z.int().check(z.gte(0), z.lte(100)),
  createdAt: instant,
  updatedAt: instant,
  /** This field and those up to `poster` exist once the video is encoded. */
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
  /** True if the end of the file was missing: the video ends where the file does. */
  incomplete: z.optional(z.boolean()),
  /** True if the file has sound that could not be decoded: the video has none. */
  soundUnreadable: z.optional(z.boolean()),
  /** Exists once the video is rejected. */
  rejection: z.optional(rejection),
})

export type AnnounceVideo = z.infer<typeof announceVideo>
export type VideoAnnounced = z.infer<typeof videoAnnounced>
export type VideoStatus = z.infer<typeof videoStatus>
