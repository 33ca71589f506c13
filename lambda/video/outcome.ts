import { cloudEvent } from '../contracts/cloud-event.ts'
import type { Rejection } from '../contracts/video.ts'
import {
  type VideoEncoded,
  type VideoOutcome,
  type VideoRejected,
  videoEncoded,
  videoRejected,
} from '../contracts/video-events.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { listed } from '../queue/message.ts'
import { type DerivedId, derivedIds } from '../runtime/derived-id.ts'

/** Derives the ids of events and mails from a video. */
export const derivedId: DerivedId = derivedIds('video')

export function encodedEvent(
  videoId: string,
  made: Omit<VideoEncoded['data'], 'videoId' | 'encodedAt'>,
  encodedAt: string,
): VideoEncoded {
  return cloudEvent(videoEncoded, about(videoId, encodedAt), { videoId, ...made, encodedAt })
}

export function rejectedEvent(videoId: string, rejection: Rejection, rejectedAt: string): VideoRejected {
  return cloudEvent(videoRejected, about(videoId, rejectedAt), { videoId, ...rejection, rejectedAt })
}

function about(videoId: string, time: string) {
  return {
    id: derivedId('outcome', videoId),
    source: 'urn:messaging:video:encoder',
    subject: videoId,
    time,
    correlationid: videoId,
  }
}

/**
 * The document is not an outcome. Only the encoder writes outcomes, so another writer made it; a retry does not help.
 */
export class UnreadableOutcome extends PermanentFailure {
  override readonly name = 'UnreadableOutcome'
}

/** @throws UnreadableOutcome */
export function readOutcome(text: string): VideoOutcome {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new UnreadableOutcome('the outcome of the video is not JSON')
  }
  const rejected = videoRejected.schema.safeParse(document)
  if (rejected.success) return rejected.data
  const { data, error } = videoEncoded.schema.safeParse(document)
  if (error) throw new UnreadableOutcome(`the outcome of the video breaks its contract: ${listed(error)}`)
  return data
}
