import { videoAnnounced, videoStatus } from '../../../lambda/contracts/videos-api.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'
import { BUCKET, put, UPLOADER, VideoStage } from './video-stage.ts'

const stage = new VideoStage()
const content = new Uint8Array(Buffer.from('moving pictures'))
let log: Log

beforeAll(() => stage.open('video-upload'))
afterAll(() => stage.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

describe('POST /videos', () => {
  it('answers with the one request that brings the file', async () => {
    const announced = await stage.announce({ contentLength: content.length })
    expect(videoAnnounced.parse(announced)).toEqual(announced)
    expect(announced).toMatchObject({
      videoId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      status: 'awaiting-upload',
      upload: {
        method: 'PUT',
        headers: { 'content-type': 'video/mp4', 'content-length': '15', 'if-none-match': '*' },
        expiresAt: new Date(Date.now() + 900_000).toISOString(),
      },
    })
    expect((await put(announced.upload, content)).status).toBe(200)
    expect(await stage.object(`uploads/${announced.videoId}`)).toEqual(content)
    const { Records } = JSON.parse((await stage.received(stage.uploads))?.body ?? '')
    expect(Records[0].s3).toMatchObject({
      bucket: { name: BUCKET },
      object: { key: `uploads/${announced.videoId}`, size: content.length },
    })
  })

  it('lets nobody upload anything else', async () => {
    const { upload, videoId } = await stage.announce({ contentLength: content.length })
    const refusals = [
      await put(upload, content, { 'content-type': 'text/html' }),
      await put(upload, new Uint8Array(Buffer.from('more moving pictures'))),
      await put(upload, content, { 'if-none-match': '"another"' }),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403])
    await expect(stage.object(`uploads/${videoId}`)).rejects.toThrow('The specified key does not exist.')
  })

  // "If an object with the same key name exists, the operation fails with 412 Precondition Failed".
  it('lets a file be uploaded once', async () => {
    const { upload } = await stage.announce({ contentLength: content.length })
    const answers = [await put(upload, content), await put(upload, content)]
    expect(answers.map(({ status }) => status)).toEqual([200, 412])
  })

  it('lets it be uploaded for 15 minutes', async () => {
    const { upload } = await stage.announce({ contentLength: content.length })
    await stage.advanceBy({ minutes: 16 })
    expect((await put(upload, content)).status).toBe(403)
  })

  it('forgets after a day what was never uploaded', async () => {
    const { videoId } = await stage.announce({})
    const item = (await stage.functions.items('videos')).find(({ videoId: id }) => id?.S === videoId)
    expect(item?.expiresAt).toEqual({ N: String(Math.floor(Date.now() / 1_000) + 86_400) })
  })

  it.each([
    ['no title', { title: ' ' }, '#/title'],
    ['a title of two lines', { title: 'a\nb' }, '#/title'],
    ['an address that is none', { uploaderEmail: 'ada' }, '#/uploaderEmail'],
    ['another type', { contentType: 'video/x-msvideo' as 'video/mp4' }, '#/contentType'],
    ['nothing in it', { contentLength: 0 }, '#/contentLength'],
    ['more than 1 GiB', { contentLength: 2 ** 30 + 1 }, '#/contentLength'],
  ])('refuses %s', async (_, changes, pointer) => {
    const { handler } = await import('../../../lambda/video/functions/upload.ts')
    const body = {
      title: 'a',
      uploaderEmail: UPLOADER,
      contentType: 'video/mp4',
      contentLength: 1,
      ...changes,
    }
    const answer = await handler(apiRequest({ body }), context)
    expect(answer.statusCode).toBe(400)
    expect(JSON.parse(answer.body ?? '').errors).toMatchObject([{ pointer }])
  })

  it('logs one hop, without a word of the uploader', async () => {
    const { videoId } = await stage.announce({})
    expect(log.hops).toMatchObject([
      { correlationId: videoId, videoId, outcome: 'done', contentType: 'video/mp4' },
    ])
    expect(log.text).not.toContain(UPLOADER)
    expect(log.text).not.toContain('Engines')
  })
})

describe('GET /videos/{id}', () => {
  it('tells what was announced, and not by whom', async () => {
    const { videoId } = await stage.announce({})
    const status = await stage.status(videoId)
    expect(videoStatus.parse(status)).toEqual(status)
    expect(status).toMatchObject({ videoId, title: 'Engines & co.', status: 'awaiting-upload', progress: 0 })
    expect(JSON.stringify(status)).not.toContain(UPLOADER)
  })

  it.each([
    ['01920000-0000-7000-8000-00000000ffff', 404],
    ['no-id', 400],
  ])('answers to %s with %i', async (id, expected) => {
    const { handler } = await import('../../../lambda/video/functions/status.ts')
    const { statusCode } = await handler(apiRequest({ pathParameters: { id } }), context)
    expect(statusCode).toBe(expected)
  })
})
