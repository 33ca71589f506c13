import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { v7 as uuidv7 } from 'uuid'
import { videoContentType, videoContentTypes } from '../../contracts/video.ts'
import { type VideoOutcome, videoEncoded } from '../../contracts/video-events.ts'
import { httpApiHandler } from '../../http/http-api.ts'
import { unavailable, unprocessableVideo, unsupportedMediaType } from '../../http/problems.ts'
import type { Request } from '../../http/request.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { tracer } from '../../runtime/tracer.ts'
import { uploadKey } from '../object-keys.ts'
import { readOutcome } from '../outcome.ts'
import { store } from '../videos-bucket.ts'
import type { EncodingRequest } from './synchronous-encoder.ts'

const RETRY_AFTER_SECONDS = 1

/** "Maximum integration timeout: 30 seconds" (API Gateway, HTTP API quotas): after that, no client is waiting. */
const ENCODER_TIMEOUT_MS = 28_000

// One attempt, because the encoder may already be working on it.
const lambda = tracer.captureAWSv3Client(
  new LambdaClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: ENCODER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  }),
)
const encoderFunction = environmentVariable('ENCODER_FUNCTION')

/**
 * `POST /videos` of the experiment: takes the video in the request and lets its uploader wait until it is encoded. A
 * problem of the encoder is a problem of the uploader.
 */
export const handler = httpApiHandler(async (request, tell) => {
  const videoId = uuidv7()
  tell({ correlationId: videoId, facts: { videoId } })
  const outcome = await storeAndEncode(videoId, request)
  tell({ event: outcome.type })
  if (outcome.type !== videoEncoded.type) throw unprocessableVideo(outcome.data.detail)
  return { statusCode: 201, body: outcome.data }
})

async function storeAndEncode(videoId: string, request: Request): Promise<VideoOutcome> {
  const { data: contentType } = videoContentType.safeParse(request.header('content-type'))
  if (!contentType) throw unsupportedMediaType(...videoContentTypes)
  try {
    await store(uploadKey(videoId), request.bytes(), contentType)
    return await encode({ videoId })
  } catch (error) {
    throw unavailable('The video was not encoded. Send it again.', RETRY_AFTER_SECONDS, error)
  }
}

async function encode(request: EncodingRequest): Promise<VideoOutcome> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: encoderFunction, Payload: JSON.stringify(request) }),
  )
  if (FunctionError) throw new Error(`The encoder ended with ${FunctionError}.`)
  return readOutcome(Payload?.transformToString() ?? '')
}
