import { v7 as uuidv7 } from 'uuid'
import { type AnnounceVideo, announceVideo, type VideoAnnounced } from '../../contracts/videos-api.ts'
import { violationsOf } from '../../contracts/violations.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest, unavailable } from '../../http/problems.ts'
import { uploadRequest } from '../presigned-requests.ts'
import { rememberVideo } from '../videos-table.ts'

const RETRY_AFTER_SECONDS = 1
const UPLOAD_SECONDS = 900

/** `POST /videos`: registers a video and returns the request that uploads it, valid for 15 minutes. */
export const handler = httpApiHandler(async (request, tell) => {
  const announced = readAnnouncement(request.json())
  const videoId = uuidv7()
  const { contentType, contentLength } = announced
  tell({ correlationId: videoId, facts: { videoId, contentType, contentLength: String(contentLength) } })

  const body = await announce(videoId, announced)
  return { statusCode: 201, body, headers: { location: `/videos/${videoId}` } }
})

function readAnnouncement(body: unknown): AnnounceVideo {
  const { data, error } = announceVideo.safeParse(body)
  if (error) throw invalidRequest(violationsOf(error))
  return data
}

async function announce(videoId: string, announced: AnnounceVideo): Promise<VideoAnnounced> {
  try {
    await rememberVideo(videoId, announced, new Date())
  } catch (error) {
    throw unavailable('The video was not registered. Repeat the request.', RETRY_AFTER_SECONDS, error)
  }
  const upload = await uploadRequest(videoId, announced, UPLOAD_SECONDS)
  return { videoId, status: 'awaiting-upload', upload }
}
