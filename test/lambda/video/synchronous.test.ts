import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
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
  rig.functions.environment({ ENCODER_FUNCTION: 'encoder' })
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
  /** What the encoder's invocation is answered with, and how often it was asked for. */
  let answer: (response: ServerResponse) => void
  let invocations = 0
  const lambda = createServer((request, response) => {
    invocations++
    request.resume().on('end', () => answer(response))
  })

  beforeAll(async () => {
    lambda.listen(0, '127.0.0.1')
    await once(lambda, 'listening')
    rig.functions.environment({
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
    })
  })
  afterAll(() => {
    lambda.closeAllConnections()
    lambda.close()
    delete process.env.AWS_ENDPOINT_URL_LAMBDA
  })
  beforeEach(async () => {
    invocations = 0
    await rig.functions.arrived(rig.uploads)
  })

  const about = { id: '01920000-0000-7000-8000-000000000001', time: '2026-01-02T03:04:05.678Z' }
  const outcome = (type: string, data: object) =>
    JSON.stringify({
      ...{ specversion: '1.0', source: 'urn:messaging:video:encoder', subject: about.id },
      ...{ ...about, correlationid: about.id, datacontenttype: 'application/json', type },
      data: { videoId: about.id, ...data },
    })

  test('stores the video, and answers with what the encoder made of it', async () => {
    const made = {
      durationSeconds: 1,
      renditions: [{ name: '240p', width: 320, height: 240, bytes: 1, key: 'renditions/240p.mp4' }],
      poster: { key: 'renditions/poster.jpg' },
      encodedAt: about.time,
    }
    answer = response => response.end(outcome(videoEncoded.type, made))
    const content = await readFile(clip)
    const { statusCode, body } = await send(content, 'video/mp4')
    expect([statusCode, JSON.parse(body ?? '')]).toEqual([201, { videoId: about.id, ...made }])
    const { Records } = JSON.parse((await rig.received(rig.uploads))?.body ?? '')
    expect(await rig.object(Records[0].s3.object.key)).toEqual(new Uint8Array(content))
  })

  test('answers with 422 and the reason where the video cannot be encoded', async () => {
    const detail = 'The file is no video.'
    answer = response =>
      response.end(outcome(videoRejected.type, { code: 'not-a-video', detail, rejectedAt: about.time }))
    const { statusCode, body } = await send(Buffer.from('text'), 'video/mp4')
    expect([statusCode, JSON.parse(body ?? '')]).toEqual([422, expect.objectContaining({ detail })])
  })

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['fails', response => response.writeHead(500).end(), /500|Unknown/],
    ['is throttled', response => response.writeHead(429).end(), /429|Unknown/],
    [
      'ends with an error',
      response => response.setHeader('x-amz-function-error', 'Unhandled').end('{"errorType":"Error"}'),
      /The encoder ended with Unhandled/,
    ],
    ['answers with anything else', response => response.end('{}'), /breaks its contract/],
  ])('answers 503 where the encoder %s, which it calls once', async (_, given, reason) => {
    answer = given
    const refused = await send(Buffer.from('video'), 'video/mp4')
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } })
    expect(log.hops).toEqual([
      expect.objectContaining({ outcome: 'failed', reason: expect.stringMatching(reason) }),
    ])
    expect(invocations).toBe(1)
  })

  test('accepts only videos', async () => {
    expect(await send(Buffer.from('{}'), 'application/json')).toMatchObject({
      statusCode: 415,
      headers: { accept: 'video/mp4, video/quicktime, video/webm, video/x-matroska' },
    })
    expect(invocations).toBe(0)
    expect(await rig.received(rig.uploads)).toBeUndefined()
  })
})
