import { OUTCOME, RENDITIONS, UPLOADS, videoId } from '../contracts/video.ts'

/** Where the uploader puts a video. */
export function uploadKey(videoId: string): string {
  return `${UPLOADS}${videoId}`
}

/** Where a file is that a video was encoded to. */
export function renditionKey(videoId: string, file: string): string {
  return `${RENDITIONS}${videoId}/${file}`
}

/** Where the record is of how a video's encoding ended. */
export function outcomeKey(videoId: string): string {
  return `${RENDITIONS}${videoId}${OUTCOME}`
}

/** The video whose upload is under a key, if one is. */
export function uploadedVideo(key: string): string | undefined {
  return idBetween(UPLOADS, '', key)
}

/** The video whose outcome is under a key, if one is. */
export function videoOfOutcome(key: string): string | undefined {
  return idBetween(RENDITIONS, OUTCOME, key)
}

function idBetween(prefix: string, suffix: string, key: string): string | undefined {
  if (!key.startsWith(prefix) || !key.endsWith(suffix)) return undefined
  const id = key.slice(prefix.length, key.length - suffix.length)
  return videoId.safeParse(id).success ? id : undefined
}
