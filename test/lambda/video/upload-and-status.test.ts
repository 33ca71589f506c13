import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { videoAnnounced, videoStatus } from '../../../lambda/contracts/videos-api.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'
import { BUCKET, put, UPLOADER, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
const content = new Uint8Array(Buffer.from('moving pictures'))
let log: Log

beforeAll(() => rig.open('video-upload'))
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

describe('POST /videos', () => {
  test('answers with the one request that brings the file', async () => {
    const announced = await rig.announce({ contentLength: content.length })
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
    expect(await rig.object(`uploads/${announced.videoId}`)).toEqual(content)
    const { Records } = JSON.parse((await rig.received(rig.uploads))?.body ?? '')
    expect(Records[0].s3).toMatchObject({
      bucket: { name: BUCKET },
      object: { key: `uploads/${announced.videoId}`, size: content.length },
    })
  })

  test('lets nobody upload anything else', async () => {
    const { upload, videoId } = await rig.announce({ contentLength: content.length })
    const refusals = [
      await put(upload, content, { 'content-type': 'text/html' }),
      await put(upload, new Uint8Array(Buffer.from('more moving pictures'))),
      await put(upload, content, { 'if-none-match': '"another"' }),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403])
    await expect(rig.object(`uploads/${videoId}`)).rejects.toThrow('The specified key does not exist.')
  })

  test.each([
    'video/webm;codecs=vp8,opus',
    'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
    'video/x-m4v',
    'video/matroska',
    'Video/QuickTime',
  ])('takes %s, as browsers and tools say, and signs it as it is', async contentType => {
    const { upload } = await rig.announce({ contentType, contentLength: content.length })
    expect(upload.headers['content-type']).toBe(contentType)
    expect((await put(upload, content)).status).toBe(200)
  })

  // "If an object with the same key name exists, the operation fails with 412 Precondition Failed".
  test('lets a file be uploaded once', async () => {
    const { upload } = await rig.announce({ contentLength: content.length })
    const answers = [await put(upload, content), await put(upload, content)]
    expect(answers.map(({ status }) => status)).toEqual([200, 412])
  })

  test('lets it be uploaded for 15 minutes', async () => {
    const { upload } = await rig.announce({ contentLength: content.length })
    await rig.advanceBy({ minutes: 16 })
    expect((await put(upload, content)).status).toBe(403)
  })

  test('forgets after a day what was never uploaded', async () => {
    const { videoId } = await rig.announce({})
    const item = (await rig.functions.items('videos')).find(({ videoId: id }) => id?.S === videoId)
    expect(item?.expiresAt).toEqual({ N: String(Math.floor(Date.now() / 1_000) + 86_400) })
  })

  test.each([
    ['no title', { title: ' ' }, '#/title'],
    ['a title of two lines', { title: 'a\nb' }, '#/title'],
    ['an invalid address', { uploaderEmail: 'ada' }, '#/uploaderEmail'],
    ['another type', { contentType: 'video/x-msvideo' }, '#/contentType'],
    ['a type that only begins like one', { contentType: 'video/mp4x' }, '#/contentType'],
    ['a type with a line break in it', { contentType: 'video/mp4;\r\nx-header: 1' }, '#/contentType'],
    ['a type without an end', { contentType: `video/mp4;codecs=${'a'.repeat(200)}` }, '#/contentType'],
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

  test('logs one hop, without a word of the uploader', async () => {
    const { videoId } = await rig.announce({})
    expect(log.hops).toMatchObject([
      { correlationId: videoId, videoId, outcome: 'done', contentType: 'video/mp4' },
    ])
    expect(log.text).not.toContain(UPLOADER)
    expect(log.text).not.toContain('Engines')
  })
})

describe('GET /videos/{id}', () => {
  test('tells what was announced, and not by whom', async () => {
    const { videoId } = await rig.announce({})
    const status = await rig.status(videoId)
    expect(videoStatus.parse(status)).toEqual(status)
    expect(status).toMatchObject({ videoId, title: 'Engines & co.', status: 'awaiting-upload', progress: 0 })
    expect(JSON.stringify(status)).not.toContain(UPLOADER)
  })

  test('answers 404 to what has expired, which DynamoDB deletes some time later', async () => {
    const { videoId } = await rig.announce({})
    const { handler } = await import('../../../lambda/video/functions/status.ts')
    const [item] = (await rig.functions.items('videos')).filter(({ videoId: id }) => id?.S === videoId)
    const dynamoDb = new DynamoDBClient(rig.functions.client)
    const expiresAt = { N: String(Math.floor(Date.now() / 1_000)) }
    await dynamoDb.send(new PutItemCommand({ TableName: 'videos', Item: { ...item, expiresAt } }))
    dynamoDb.destroy()
    const { statusCode } = await handler(apiRequest({ pathParameters: { id: videoId } }), context)
    expect(statusCode).toBe(404)
  })

  test.each([
    ['01920000-0000-7000-8000-00000000ffff', 404],
    ['no-id', 400],
  ])('answers to %s with %i', async (id, expected) => {
    const { handler } = await import('../../../lambda/video/functions/status.ts')
    const { statusCode } = await handler(apiRequest({ pathParameters: { id } }), context)
    expect(statusCode).toBe(expected)
  })
})
