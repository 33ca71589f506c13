import type { Context } from 'aws-lambda'
import { type VideoOutcome, videoEncoded } from '../../contracts/video-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import type { Delivery } from '../../queue/delivery.ts'
import { continueTrace, type Facts } from '../../runtime/hop.ts'
import { completed, missed } from '../../runtime/in-time.ts'
import { countByVersion } from '../../runtime/metrics.ts'
import { concludeVideo } from '../conclusion.ts'
import { attemptEncoding } from '../encoding/encoding-attempt.ts'
import { uploadedVideo } from '../object-keys.ts'
import { encodedEvent, rejectedEvent } from '../outcome.ts'
import { findOutcome, recordOutcome } from '../recorded-outcomes.ts'
import { isOurFault, VideoRejected } from '../rejections.ts'
import { videoNotifications } from '../video-notifications.ts'
import { conclusionOf } from '../video-record.ts'
import { findVideo } from '../videos-table.ts'

/** Encodes each uploaded video once. A video that cannot be encoded goes to the dead-letter queue with the reason. */
export const handler = standardQueueHandler(({ context }) => ({
  ...videoNotifications(uploadedVideo, (videoId, delivery) => encodeOnce(videoId, delivery, context)),
  // A rejected video has ended: its uploader is told.
  deadLettered: cause => {
    if (!(cause instanceof VideoRejected && cause.isVerdict)) missed('video')
  },
}))

async function encodeOnce(videoId: string, delivery: Delivery, context: Context): Promise<Facts> {
  const known = await findOutcome(videoId)
  continueTrace(known ?? (await findVideo(videoId)))
  if (known) return told(await copyToTable(known))
  try {
    const encoding = await attemptEncoding(videoId, delivery, context)
    return told(await settle(encodedEvent(videoId, encoding, now()), delivery))
  } catch (error) {
    if (error instanceof VideoRejected) {
      await settle(rejectedEvent(videoId, error.rejection, now()), delivery)
    }
    throw error
  }
}

/** S3 sends the notification when the upload is there, which is where the pipeline begins. */
async function settle(outcome: VideoOutcome, { sentAt }: Delivery): Promise<VideoOutcome> {
  const recorded = await recordOutcome(outcome)
  if (recorded === outcome) countVerdict(recorded)
  const settled = await copyToTable(recorded)
  if (settled.type === videoEncoded.type || !isOurFault(settled.data.code)) completed('video', sentAt)
  return settled
}

/** A version that rejects nearly every video is at fault. A verdict that is only told again is not counted again. */
function countVerdict(outcome: VideoOutcome): void {
  if (outcome.type !== videoEncoded.type && !isOurFault(outcome.data.code))
    countByVersion('RejectedRecords', 1)
}

/** Also copies an existing outcome, because the function that recorded it may have died before it updated the table. */
async function copyToTable(outcome: VideoOutcome): Promise<VideoOutcome> {
  await concludeVideo(outcome.subject, conclusionOf(outcome))
  return outcome
}

/** @throws VideoRejected if that is the outcome, at each delivery, because the dead-letter queue may not have it yet */
function told(outcome: VideoOutcome): Facts {
  if (outcome.type !== videoEncoded.type) throw new VideoRejected(outcome.data.code, outcome.data.detail)
  return { renditions: outcome.data.renditions.map(({ name }) => name).join(' ') }
}

function now(): string {
  return new Date().toISOString()
}
