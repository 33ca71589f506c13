import { videoEncoded } from '../../contracts/video-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { requestEmail } from '../../queue/emails-queue.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { continueTrace, type Facts } from '../../runtime/hop.ts'
import { linkTokenOf } from '../link-tokens.ts'
import { outcomeKey, videoOfOutcome } from '../object-keys.ts'
import { findOutcome } from '../recorded-outcomes.ts'
import { linksOf } from '../video-links.ts'
import { mailFor } from '../video-mail.ts'
import { videoNotifications } from '../video-notifications.ts'
import { ObjectGone } from '../videos-bucket.ts'
import { findVideo, UnknownVideo } from '../videos-table.ts'

/** The address of the videos in the API. */
const videosUrl = environmentVariable('VIDEOS_URL')

/** Requests one mail to each uploader with the outcome of the video. */
export const handler = standardQueueHandler(videoNotifications(videoOfOutcome, notify))

async function notify(videoId: string): Promise<Facts> {
  const [outcome, video] = await Promise.all([findOutcome(videoId), findVideo(videoId)])
  if (!outcome) throw new ObjectGone(outcomeKey(videoId))
  if (!video) throw new UnknownVideo(videoId)
  continueTrace(outcome)

  const links =
    outcome.type === videoEncoded.type ? linksOf(outcome, await linkTokenOf(videoId), videosUrl) : []
  const mail = mailFor(outcome, video, links)
  await requestEmail(mail)
  return { emailId: mail.data.emailId, about: outcome.type }
}
