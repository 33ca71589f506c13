import type { VideoOutcome } from '../../contracts/video-events.ts'
import { duringInvocation } from '../../runtime/invocation.ts'
import { encodeUpload } from '../encoding/encoding.ts'
import { EncodingTime } from '../encoding/encoding-time.ts'
import { encodedEvent, rejectedEvent } from '../outcome.ts'
import { VideoRejected } from '../rejections.ts'

/** The payload from the function synchronous-upload. */
export interface EncodingRequest {
  videoId: string
}

/** The encoder without a queue: encodes the given video like the other encoder, and returns the outcome. */
export const handler = duringInvocation<EncodingRequest, VideoOutcome>(({ videoId }, _annotate, context) =>
  encode(videoId, new EncodingTime(context)),
)

async function encode(videoId: string, time: EncodingTime): Promise<VideoOutcome> {
  try {
    const encoding = await encodeUpload(videoId, { time })
    return encodedEvent(videoId, encoding, new Date().toISOString())
  } catch (error) {
    if (!(error instanceof VideoRejected)) throw error
    return rejectedEvent(videoId, error.rejection, new Date().toISOString())
  }
}
