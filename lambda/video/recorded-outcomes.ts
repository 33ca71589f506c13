import type { VideoOutcome } from '../contracts/video-events.ts'
import { inTrace } from '../runtime/hop.ts'
import { outcomeKey } from './object-keys.ts'
import { readOutcome } from './outcome.ts'
import { recall, storeOnce } from './videos-bucket.ts'

/** The outcome of encoding a video; undefined if there is none yet. */
export async function findOutcome(videoId: string): Promise<VideoOutcome | undefined> {
  const text = await recall(outcomeKey(videoId))
  return text === undefined ? undefined : readOutcome(text)
}

/**
 * Records an outcome, or returns the outcome that is already recorded.
 *
 * The object is both the record and the message to the notifier, because S3 sends a notification. So no second write
 * can be missing after a crash.
 *
 * @throws UnreadableOutcome for one that breaks its contract
 */
export async function recordOutcome(outcome: VideoOutcome): Promise<VideoOutcome> {
  // It is written only once, so an outcome that its readers refuse would never be announced.
  const text = JSON.stringify(inTrace(outcome))
  readOutcome(text)
  if (await storeOnce(outcomeKey(outcome.subject), text)) return outcome
  const recorded = await findOutcome(outcome.subject)
  if (!recorded) throw new Error(`The outcome of the video ${outcome.subject} was deleted while it was read.`)
  return recorded
}
