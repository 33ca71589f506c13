import { videoId } from '../contracts/video.ts'

/** Where the uploader puts a video. */
export function uploadKey(videoId: string): string {
  return `uploads/${videoId}`
}

/** Where a file is that a video was encoded to. */
export function renditionKey(videoId: string, file: string): string {
  return `renditions/${videoId}/${file}`
}

/** Where the record is of how a video's encoding ended. */
export function outcomeKey(videoId: string): string {
  return renditionKey(videoId, 'outcome.json')
}

/** The video whose upload is under a key, if one is. */
export function uploadedVideo(key: string): string | undefined {
  return idIn(key, /^uploads\/([^/]+)$/)
}

/** The video whose outcome is under a key, if one is. */
export function videoOfOutcome(key: string): string | undefined {
  return idIn(key, /^renditions\/([^/]+)\/outcome\.json$/)
}

function idIn(key: string, pattern: RegExp): string | undefined {
  const id = pattern.exec(key)?.[1]
  return videoId.safeParse(id).success ? id : undefined
}
