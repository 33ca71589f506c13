import { videoId } from '../../contracts/video.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { invalidRequest, notFound } from '../../http/problems.ts'
import { statusOf } from '../video-status.ts'
import { findVideo } from '../videos-table.ts'

const RETRY_AFTER_SECONDS = 60

/** `GET /videos/{id}`: the progress of the video, and links to its renditions. */
export const handler = httpApiHandler(async (request, tell) => {
  const id = request.pathParameter('id').toLowerCase()
  if (!videoId.safeParse(id).success) throw invalidRequest([{ pointer: 'id', detail: 'must be a UUID' }])
  tell({ facts: { videoId: id } })

  const record = await findVideo(id)
  if (!record) {
    const detail = `There is no video ${id}. A video that is announced but not uploaded is forgotten after a day.`
    throw notFound(detail, RETRY_AFTER_SECONDS)
  }
  return { statusCode: 200, body: await statusOf(record) }
})
