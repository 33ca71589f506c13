import { cloudEvent } from '../contracts/cloud-event.ts'
import type { Rejection } from '../contracts/video.ts'
import {
  type VideoEncoded,
  type VideoOutcome,
  type VideoRejected,
  videoEncoded,
  videoRejected,
} from '../contracts/video-events.ts'
import { type DerivedId, derivedIds } from '../shared/derived-id.ts'

/** Ids of what follows from a video. */
export const derivedId: DerivedId = derivedIds('video')

export function encodedEvent(
  videoId: string,
  made: Pick<VideoEncoded['data'], 'durationSeconds' | 'renditions' | 'poster'>,
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

/** @throws Error where the document is no outcome: only the encoder writes them, so it is a fault of ours */
export function readOutcome(document: unknown): VideoOutcome {
  const rejected = videoRejected.schema.safeParse(document)
  if (rejected.success) return rejected.data
  return videoEncoded.schema.parse(document)
}
