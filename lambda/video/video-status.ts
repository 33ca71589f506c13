import type { Rendition } from '../contracts/video-events.ts'
import type { VideoStatus } from '../contracts/videos-api.ts'
import { linkTo } from './presigned-requests.ts'
import type { VideoRecord } from './video-record.ts'

/** How long the links in a status are valid. */
const LINK_SECONDS = 900

/** The status for the uploader, with new links. */
export async function statusOf(record: VideoRecord): Promise<VideoStatus> {
  const { videoId, title, status, progress, createdAt, updatedAt, durationSeconds, rejection } = record
  const { incomplete, soundUnreadable } = record
  return {
    videoId,
    title,
    status,
    progress,
    createdAt,
    updatedAt,
    durationSeconds,
    renditions: record.renditions && (await Promise.all(record.renditions.map(withLink))),
    poster: record.posterKey === undefined ? undefined : await linkTo(record.posterKey, LINK_SECONDS),
    incomplete,
    soundUnreadable,
    rejection,
  }
}

async function withLink({ name, width, height, bytes, key }: Rendition) {
  return { name, width, height, bytes, ...(await linkTo(key, LINK_SECONDS)) }
}
