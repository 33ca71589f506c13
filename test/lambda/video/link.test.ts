import { DeleteItemCommand, DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'
import { H264, testPicture } from './clips.ts'
import { BUCKET, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
let log: Log
let clip: string
let encoder: typeof import('../../../lambda/video/functions/encoder.ts').handler
let notifier: typeof import('../../../lambda/video/functions/notifier.ts').handler
let handler: typeof import('../../../lambda/video/functions/link.ts').handler

beforeAll(async () => {
  await rig.open('video-link')
  clip = await rig.clips.make('clip.mp4', ...testPicture('320x240', 0.2), ...H264)
  ;({ handler: encoder } = await import('../../../lambda/video/functions/encoder.ts'))
  ;({ handler: notifier } = await import('../../../lambda/video/functions/notifier.ts'))
  ;({ handler } = await import('../../../lambda/video/functions/link.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** The links in the mail about a video, in its order: a rendition, and the poster. */
async function mailed(): Promise<{ videoId: string; links: URL[] }> {
  const { videoId, record } = await rig.uploaded(clip)
  await rig.deliver(record, encoder)
  const outcome = await rig.received(rig.encoded)
  if (!outcome) throw new Error('S3 has not told of the outcome.')
  await rig.deliver(outcome, notifier)
  const [message] = await rig.functions.arrived(rig.emails)
  const { data } = emailRequested.schema.parse(JSON.parse(message?.Body ?? ''))
  return { videoId, links: (data.text.match(/https?:\S+/g) ?? []).map(link => new URL(link)) }
}

/** What the open route answers: its requests have no authorizer. */
async function open(link: URL | undefined, method = 'GET') {
  const [, , id = '', , file = ''] = link?.pathname.split('/') ?? []
  const query = Object.fromEntries(link?.searchParams ?? [])
  const route = `${method} /videos/{id}/files/{file}`
  const { requestContext, ...event } = apiRequest({ method, route, pathParameters: { id, file }, query })
  const { authorizer: _, ...unsigned } = requestContext
  return handler({ ...event, requestContext: unsigned }, context)
}

function changed(link: URL | undefined, change: (link: URL) => void): URL {
  const copy = new URL(link ?? '')
  change(copy)
  return copy
}

describe('a link in a mail', () => {
  // A mail waits in its queue while SES's daily quota is used up.
  test('opens the file days later, by an address that was signed a moment ago', async () => {
    const { videoId, links } = await mailed()
    await rig.advanceBy({ hours: 96 })
    for (const [index, type] of ['video/mp4', 'image/jpeg'].entries()) {
      const { statusCode, headers, body } = await open(links[index])
      expect({ statusCode, body }).toEqual({ statusCode: 302, body: undefined })
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      const answer = await fetch(String(headers?.location))
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type])
    }
    expect(log.hops.at(-1)).toMatchObject({ videoId, outcome: 'done' })
    for (const word of ['token', 'X-Amz', links[0]?.searchParams.get('token')])
      expect(log.text).not.toContain(word)
  })

  // A presigned URL is for one method; a program that checks links goes on with HEAD.
  test('asked for with HEAD, leads to an address that answers HEAD', async () => {
    const { links } = await mailed()
    const { statusCode, headers } = await open(links[0], 'HEAD')
    expect(statusCode).toBe(302)
    const answer = await fetch(String(headers?.location), { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  })

  test('changes nothing, however often it is opened', async () => {
    const { videoId, links } = await mailed()
    const client = new DynamoDBClient(rig.functions.client)
    const record = () =>
      client.send(new GetItemCommand({ TableName: 'videos', Key: { videoId: { S: videoId } } }))
    const { Item } = await record()
    for (const method of ['GET', 'HEAD', 'GET']) await open(links[0], method)
    expect((await record()).Item).toEqual(Item)
  })

  test.each<[string, (link: URL, other: URL) => void]>([
    ['has no token', link => link.searchParams.delete('token')],
    ['has an empty token', link => link.searchParams.set('token', '')],
    [
      'is cut off',
      link => link.searchParams.set('token', link.searchParams.get('token')?.slice(0, -1) ?? ''),
    ],
    ['has a token of own making', link => link.searchParams.set('token', 'A'.repeat(43))],
    [
      "has another video's token",
      (link, other) => link.searchParams.set('token', other.searchParams.get('token') ?? ''),
    ],
    [
      'has no id of a video',
      link => {
        link.pathname = '/videos/1/files/240p'
      },
    ],
  ])('is refused with a page if it %s', async (_, change) => {
    const [{ links }, other] = [await mailed(), await mailed()]
    const broken = changed(links[0], link => change(link, other.links[0] as URL))
    const { statusCode, headers, body } = await open(broken)
    expect(statusCode).toBe(403)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
    expect(headers).not.toHaveProperty('location')
    expect(body).toContain('Open it from the e-mail again.')
  })

  test('is refused for a video whose mail was never sent', async () => {
    const { videoId } = await rig.uploaded(clip)
    expect(await open(new URL(`https://videos.example/videos/${videoId}/files/240p?token=`))).toMatchObject({
      statusCode: 403,
    })
  })

  const s3 = () => new S3Client(rig.functions.client)
  test.each<[string, (videoId: string, link: URL) => Promise<URL>]>([
    [
      'the file is deleted',
      async (videoId, link) => {
        await s3().send(new DeleteObjectCommand({ Bucket: BUCKET, Key: `renditions/${videoId}/240p.mp4` }))
        return link
      },
    ],
    [
      'the record is deleted',
      async (videoId, link) => {
        await new DynamoDBClient(rig.functions.client).send(
          new DeleteItemCommand({ TableName: 'videos', Key: { videoId: { S: videoId } } }),
        )
        return link
      },
    ],
    ['there never was such a file', async (_, link) => new URL(link.href.replace('240p', '720p'))],
  ])('leads to a page that says how to get a new one if %s', async (_, lose) => {
    const { videoId, links } = await mailed()
    const { statusCode, headers, body } = await open(await lose(videoId, links[0] as URL))
    expect(statusCode).toBe(404)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
    expect(body).toContain('This video is not here any more')
    expect(body).toContain('upload it as a new video')
  })

  test('says that it stays valid while S3 or DynamoDB is away', async () => {
    const { links } = await mailed()
    for (const client of [DynamoDBClient, S3Client]) {
      const send = jest
        .spyOn(client.prototype, 'send')
        .mockRejectedValue(new Error('no route to x-1') as never)
      const { statusCode, headers, body } = await open(links[0])
      send.mockRestore()
      expect(statusCode).toBe(503)
      expect(headers).toMatchObject({ 'retry-after': '5' })
      expect(body).toContain('the link stays valid')
      expect(body).not.toContain('x-1')
    }
    expect(log.text).toContain('no route to x-1')
  })
})

test('no answer of the API tells the token', async () => {
  const { videoId, links } = await mailed()
  const token = links[0]?.searchParams.get('token') ?? ''
  expect(JSON.stringify(await rig.status(videoId))).not.toContain(token)
  const { Items = [] } = await new DynamoDBClient(rig.functions.client).send(
    new ScanCommand({ TableName: 'videos' }),
  )
  expect(Items.filter(({ linkToken }) => linkToken?.S === token)).toHaveLength(1)
})
