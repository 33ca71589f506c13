import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueDepth } from '../clients/queue-depth.ts'
import type { VideosBucket } from '../clients/video/videos-bucket.ts'
import type { DeadLetteredVideos } from './dead-lettered-videos.ts'

const POLL_MS = 1_000
/**
 * "Typically, event notifications are delivered in seconds but can sometimes take a minute or longer" (S3, Event
 * Notifications): what is missing after twice that is not coming.
 */
const SILENCE_MS = 120_000

export interface Watched {
  videoIds: readonly string[]
  bucket: VideosBucket
  deadLetters: DeadLetteredVideos
  depth: QueueDepth
  /** In ms since the epoch. */
  deadline: number
}

/**
 * Waits until each video has an outcome or is dead-lettered, or the queue has been silent for {@link SILENCE_MS}.
 *
 * @returns whether the time limit came first
 */
export async function untilSettled({
  videoIds,
  bucket,
  deadLetters,
  depth,
  deadline,
}: Watched): Promise<boolean> {
  for (; Date.now() < deadline; await sleep(POLL_MS)) {
    const { emptySince } = depth
    if (emptySince === undefined) continue
    const ended = new Set(await bucket.ended(videoIds))
    const missing = videoIds.filter(id => !ended.has(id))
    if (missing.length === 0) return false
    await deadLetters.look()
    if (missing.every(id => deadLetters.ids.has(id))) return false
    if (Date.now() - emptySince > SILENCE_MS) return false
  }
  return true
}
