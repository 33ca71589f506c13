import type { VideoOutcome } from '../contracts/video-events.ts'
import { outcomeKey } from './object-keys.ts'
import { readOutcome } from './outcome.ts'
import { recall, storeOnce } from './videos-bucket.ts'

/** How the encoding of a video ended, if it has. */
export async function findOutcome(videoId: string): Promise<VideoOutcome | undefined> {
  const text = await recall(outcomeKey(videoId))
  return text === undefined ? undefined : readOutcome(text)
}

/**
 * Records an outcome, unless there is one already: then gives that one back.
 *
 * The object is the record, and it is the message to the notifier as well: S3 tells of it. There is no second write
 * that could be missing after a crash.
 *
 * @throws UnreadableOutcome for one that breaks its contract
 */
export async function recordOutcome(outcome: VideoOutcome): Promise<VideoOutcome> {
  // It is written once for ever: one that its readers refuse would never be told.
  const text = JSON.stringify(outcome)
  readOutcome(text)
  if (await storeOnce(outcomeKey(outcome.subject), text)) return outcome
  const recorded = await findOutcome(outcome.subject)
  if (!recorded) throw new Error(`The outcome of the video ${outcome.subject} was deleted while it was read.`)
  return recorded
}
