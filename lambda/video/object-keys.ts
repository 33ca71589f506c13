import { OUTCOME, RENDITIONS, UPLOADS, videoId } from '../contracts/video.ts'

/** S3's name, in its notifications, for the event that an object was put under one of these keys. */
export const OBJECT_CREATED = 's3:ObjectCreated:Put'

/** The key of an upload. */
export function uploadKey(videoId: string): string {
  return `${UPLOADS}${videoId}`
}

/** The key of an encoded file. */
export function renditionKey(videoId: string, file: string): string {
  return `${RENDITIONS}${videoId}/${file}`
}

/** The key of the record of a video's outcome. */
export function outcomeKey(videoId: string): string {
  return `${RENDITIONS}${videoId}${OUTCOME}`
}

/** The video whose upload has this key; undefined for other keys. */
export function uploadedVideo(key: string): string | undefined {
  return idBetween(UPLOADS, '', key)
}

/** The video whose outcome has this key; undefined for other keys. */
export function videoOfOutcome(key: string): string | undefined {
  return idBetween(RENDITIONS, OUTCOME, key)
}

function idBetween(prefix: string, suffix: string, key: string): string | undefined {
  if (!key.startsWith(prefix) || !key.endsWith(suffix)) return undefined
  const id = key.slice(prefix.length, key.length - suffix.length)
  return videoId.safeParse(id).success ? id : undefined
}
