import { type VideoOutcome, videoEncoded } from '../../contracts/video-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { requestEmail } from '../../queue/emails-queue.ts'
import type { Facts } from '../../runtime/hop.ts'
import { outcomeKey, videoOfOutcome } from '../object-keys.ts'
import { linkTo } from '../presigned-requests.ts'
import { findOutcome } from '../recorded-outcomes.ts'
import { type MailLink, mailFor } from '../video-mail.ts'
import { videoNotifications } from '../video-notifications.ts'
import { ObjectGone } from '../videos-bucket.ts'
import { findVideo, UnknownVideo } from '../videos-table.ts'

const LINK_SECONDS = 3_600

/** Requests one mail to each uploader with the outcome of the video. */
export const handler = standardQueueHandler(videoNotifications(videoOfOutcome, notify))

async function notify(videoId: string): Promise<Facts> {
  const [outcome, video] = await Promise.all([findOutcome(videoId), findVideo(videoId)])
  if (!outcome) throw new ObjectGone(outcomeKey(videoId))
  if (!video) throw new UnknownVideo(videoId)

  const mail = mailFor(outcome, video, await linksOf(outcome))
  await requestEmail(mail)
  return { emailId: mail.data.emailId, about: outcome.type }
}

async function linksOf(outcome: VideoOutcome): Promise<MailLink[]> {
  if (outcome.type !== videoEncoded.type) return []
  const { renditions, poster } = outcome.data
  const things = [
    ...renditions.map(({ name, width, height, key }) => ({ text: `${name}, ${width}×${height}`, key })),
    { text: 'Poster', key: poster.key },
  ]
  return Promise.all(
    things.map(async ({ text, key }) => ({ text, url: (await linkTo(key, LINK_SECONDS)).url })),
  )
}
