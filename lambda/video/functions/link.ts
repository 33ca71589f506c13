import { videoId } from '../../contracts/video.ts'
import { htmlPageHandler } from '../../http/html-page.ts'
import { forbidden, notFound, unavailable } from '../../http/problems.ts'
import { opens } from '../link-tokens.ts'
import { linkTo } from '../presigned-requests.ts'
import { keyOf } from '../video-links.ts'
import type { VideoRecord } from '../video-record.ts'
import { describeObject, ObjectGone } from '../videos-bucket.ts'
import { findVideo } from '../videos-table.ts'

const RETRY_AFTER_SECONDS = 5
/** Long enough to watch the longest video several times, and to pause in between. */
const LINK_SECONDS = 3_600

/**
 * `GET /videos/{id}/files/{file}?token=…`, from a link in a mail. The token is the authorization. Sends the browser on
 * to a URL of the file that was signed a moment ago, so the link works for as long as the file is there.
 */
export const handler = htmlPageHandler(async (request, tell) => {
  const id = request.pathParameter('id').toLowerCase()
  if (!videoId.safeParse(id).success) throw invalid()
  tell({ facts: { videoId: id } })

  const video = await orUnavailable(findVideo(id))
  if (!video) throw gone()
  if (!opens(video, request.queryParameter('token') ?? '')) throw invalid()
  const key = await fileOf(video, request.pathParameter('file'))
  // A signature is for one method.
  const { url } = await linkTo(key, LINK_SECONDS, request.isHead ? 'HEAD' : 'GET')
  return { statusCode: 302, location: url }
})

/** The key of a file that is there: S3 would answer for one that is not, and in XML. */
async function fileOf(video: VideoRecord, file: string): Promise<string> {
  const key = keyOf(video, file)
  if (key === undefined) throw gone()
  try {
    await describeObject(key)
  } catch (error) {
    throw error instanceof ObjectGone ? gone() : busy(error)
  }
  return key
}

function invalid() {
  return forbidden('This link is not valid, or part of it is missing. Open it from the e-mail again.')
}

function gone() {
  return notFound(
    'This video is not here any more, so its links have ended. If you have the file, upload it as a new video: you ' +
      'will get an e-mail with new links.',
  )
}

function busy(error: unknown) {
  return unavailable(
    'The video cannot be opened at the moment. Try again in a minute; the link stays valid.',
    RETRY_AFTER_SECONDS,
    error,
  )
}

async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw busy(error)
  }
}
