import type { Context } from 'aws-lambda'
import type { Delivery } from '../../queue/delivery.ts'
import { Heartbeat } from '../../queue/heartbeat.ts'
import { hideFor } from '../../queue/visibility.ts'
import { logger } from '../../runtime/logger.ts'
import { reasonOf } from '../../runtime/reason.ts'
import { VideoRejected } from '../rejections.ts'
import { type Encoding, encodeUpload } from './encoding.ts'
import { EncodingLease } from './encoding-lease.ts'
import { EncodingTime } from './encoding-time.ts'
import { ProgressReports } from './progress-reports.ts'

/** How long the message stays invisible and the lease is held after the last heartbeat. */
const KEPT_SECONDS = 120
/** Three heartbeats may fail before the message and the lease are lost. */
const BEAT_EVERY_SECONDS = 30
/** An invocation with less remaining time is about to end, so its heartbeat stops. */
const LAST_SECONDS = 5

/**
 * Encodes a video exclusively, with the message invisible meanwhile and the progress in the table.
 *
 * The queue's visibility timeout is many times the function's timeout, as Lambda recommends. A message whose encoder
 * was killed would come back after hours. With a short timeout that a heartbeat extends, it comes back within two
 * minutes.
 *
 * @throws VideoRejected
 * @throws EncoderTooSlow
 * @throws EncodedElsewhere
 * @throws UnknownVideo
 */
export async function attemptEncoding(
  videoId: string,
  delivery: Delivery,
  context: Context,
): Promise<Encoding> {
  await hideFor(delivery.receiptHandle, KEPT_SECONDS)
  const lease = await EncodingLease.take(videoId, delivery, KEPT_SECONDS)
  const reports = new ProgressReports(progress => lease.report(progress))
  const heartbeat = new Heartbeat({
    everySeconds: BEAT_EVERY_SECONDS,
    // In parallel, so that the failure of one does not lose the other.
    async beat() {
      const kept = [lease.renew(), hideFor(delivery.receiptHandle, KEPT_SECONDS)]
      for (const each of await Promise.allSettled(kept)) if (each.status === 'rejected') throw each.reason
    },
    isInTime: () => context.getRemainingTimeInMillis() > LAST_SECONDS * 1_000,
  })
  const time = new EncodingTime(context)
  try {
    return await heartbeat.during(signal =>
      encodeUpload(videoId, {
        signal,
        time,
        mayTryAgain: delivery.receiveCount === 1,
        onProgress: share => reports.progressed(share),
      }),
    )
  } catch (error) {
    if (!(error instanceof VideoRejected)) await letGo(lease)
    throw error
  } finally {
    await reports.settled()
  }
}

/** Releases the lease, so that the next delivery need not wait. If that fails, the lease expires. */
async function letGo(lease: EncodingLease): Promise<void> {
  await lease.release().catch(error => logger.warn('a lease was not released', { reason: reasonOf(error) }))
}
