import { readFile } from 'node:fs/promises'
import { videoEncoded, videoRejected } from '../../../lambda/contracts/video-events.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'
import { H264, testPicture } from './clips.ts'
import { encoderContext, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
let clip: string
let log: Log

beforeAll(async () => {
  await rig.open('video-synchronous')
  rig.functions.environment({ ENCODER_FUNCTION: 'no-such-function' })
  clip = await rig.clips.make('clip.mp4', ...testPicture('320x240', 0.2), ...H264)
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

async function send(body: Buffer, contentType: string) {
  const { handler } = await import('../../../lambda/video/functions/synchronous-upload.ts')
  const headers = { 'content-type': contentType }
  return handler(apiRequest({ body: body.toString('base64'), headers, isBase64Encoded: true }), context)
}

describe('the encoder that is called', () => {
  test('encodes as the one behind the queue does, and answers with the outcome', async () => {
    const { handler } = await import('../../../lambda/video/functions/synchronous-encoder.ts')
    const videoId = await rig.upload(clip)
    const outcome = await handler({ videoId }, encoderContext)
    expect(videoEncoded.schema.parse(outcome)).toEqual(outcome)
    expect(await rig.made(videoId)).toEqual(['240p.mp4', 'poster.jpg'])
  })

  test('answers with why it does not', async () => {
    const { handler } = await import('../../../lambda/video/functions/synchronous-encoder.ts')
    const videoId = await rig.upload(await rig.clips.write('text.mp4', 'no video'))
    const outcome = await handler({ videoId }, encoderContext)
    expect(videoRejected.schema.parse(outcome)).toMatchObject({ data: { videoId, code: 'not-a-video' } })
  })
})

describe('the upload that waits', () => {
  test('stores the video, and answers 503 where the encoder cannot be called', async () => {
    const answer = await send(await readFile(clip), 'video/mp4')
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } })
    expect(log.text).toContain('request failed')
    const { Records } = JSON.parse((await rig.received(rig.uploads))?.body ?? '')
    expect(await rig.object(Records[0].s3.object.key)).toEqual(new Uint8Array(await readFile(clip)))
  })

  test('accepts only videos', async () => {
    expect(await send(Buffer.from('{}'), 'application/json')).toMatchObject({
      statusCode: 415,
      headers: { accept: 'video/mp4, video/quicktime, video/webm, video/x-matroska' },
    })
  })
})
