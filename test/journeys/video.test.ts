import { readFile } from 'node:fs/promises'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Duration, SteppedClock } from '@messaging-on-aws/local-aws'
import { findTrail } from '../../tools/clients/trail.ts'
import { probe } from '../../tools/clients/video/probe.ts'
import { put } from '../../tools/clients/video/video-site.ts'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
import { Clips, H264, testPicture, testTone } from '../lambda/video/clips.ts'
import { STAGE } from './assembly.ts'
import { eventually, until } from './messaging.ts'
import { Site } from './site.ts'

const clock = new SteppedClock()
const clips = new Clips()
let site: Site<SteppedClock>
let clipPath: string
let clip: Buffer
beforeAll(async () => {
  await clips.open()
  clipPath = await clips.make('clip.mp4', ...testPicture('640x480'), ...testTone(), ...H264)
  clip = await readFile(clipPath)
  // Requests are signed by `Date`, which tells the time of the site.
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: clock.now() })
  site = await Site.on(clock, () => advanceBy({ seconds: 1 }))
})
afterAll(async () => {
  await site.close()
  jest.useRealTimers()
  await clips.close()
})

async function advanceBy(duration: Duration): Promise<void> {
  await clock.advanceBy(duration)
  jest.setSystemTime(clock.now())
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

/** An S3 notification of the upload, as S3 sends it again: "at least once". */
async function notifyAgain(videoId: string): Promise<void> {
  const bucket = site.outputs('BucketName')
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: new Date().toISOString(),
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: {},
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'uploads',
      bucket: { name: bucket, ownerIdentity: { principalId: 'A' }, arn: `arn:aws:s3:::${bucket}` },
      object: { key: `uploads/${videoId}`, size: clip.length, eTag: 'e', sequencer: '01' },
    },
  }
  await site.messaging.sqs.send(
    new SendMessageCommand({
      QueueUrl: site.outputs('UploadsQueueUrl'),
      MessageBody: JSON.stringify({ Records: [record] }),
    }),
  )
}

async function encoderHops(videoId: string) {
  return (await site.messaging.trail(videoId)).filter(({ service }) => service === 'video-encoder')
}

test('an upload becomes renditions and a mail with links that work, and can be followed by its id', async () => {
  const videoId = await site.upload('ada', clip)
  const { renditions = [], poster, progress } = await site.ended(videoId)

  expect(renditions.map(({ name, width, height }) => [name, width, height])).toEqual([
    ['240p', 320, 240],
    ['480p', 640, 480],
  ])
  expect(progress).toBe(100)
  for (const { url, height } of renditions)
    expect(await probe(await download(url))).toMatchObject({
      video: 'h264',
      audio: 'aac',
      height,
      fastStart: true,
    })
  expect((await download(poster?.url as string)).readUInt16BE(0)).toBe(0xffd8)

  const [mail] = await site.mails('ada')
  const links = mail?.text?.match(/http\S+/g) ?? []
  expect(links.length).toBeGreaterThanOrEqual(2)
  for (const link of links) expect((await fetch(link)).status).toBe(200)
  expect(mail?.html).toContain('<a ')
  await site.settled()
  const services = (await site.messaging.trail(videoId)).map(({ service }) => service)
  expect(services.toSorted()).toEqual(['mail-mailer', 'video-encoder', 'video-notifier', 'video-upload'])
})

test('a second notification of the same upload causes no second encoding and no second mail', async () => {
  const videoId = await site.upload('alan', clip)
  await site.mails('alan')
  await notifyAgain(videoId)
  const [first, second] = await eventually(async () => {
    const hops = await encoderHops(videoId)
    return hops.length === 2 ? hops : undefined
  })
  await site.settled()

  expect([first?.outcome, second?.outcome]).toEqual(['done', 'done'])
  expect(await site.mails('alan')).toHaveLength(1)
})

test('an encoder that is killed in the middle leaves a video that the next delivery finishes, within minutes', async () => {
  const long = await readFile(
    await clips.make('long.mp4', '-stream_loop', '19', '-i', clipPath, '-c', 'copy'),
  )
  const encoder = await site.messaging.functionName('video-encoder')
  const videoId = await site.upload('grace', long)
  await until(async () => (await site.videos.status(videoId)).status === 'encoding' || undefined)
  process.kill(await until(() => site.messaging.busy(encoder)[0]), 'SIGKILL')
  await until(() => site.messaging.busy(encoder).length === 0 || undefined)
  expect((await site.videos.status(videoId)).status).toBe('encoding')

  await advanceBy({ minutes: 3 })
  expect((await site.ended(videoId)).status).toBe('encoded')
  expect(await site.mails('grace')).toHaveLength(1)
})

test('a link to upload by takes one file, of the type and length that were announced, for a quarter of an hour', async () => {
  const video = { title: 'Skis', uploaderEmail: 'barbara@example.com', contentType: 'video/mp4' }
  const upload = await site.videos.announce(video, clip.length)

  const other = { ...upload, headers: { ...upload.headers, 'content-type': 'text/html' } }
  expect((await put(other, clip)).status).toBe(403)
  expect((await put(upload, clip.subarray(1))).status).toBe(403)
  expect((await put(upload, clip)).status).toBe(200)
  expect((await put(upload, clip)).status).toBe(412)
  await site.ended(upload.videoId)
  await site.settled()

  const late = await site.videos.announce(video, clip.length)
  await advanceBy({ minutes: 16 })
  expect((await put(late, clip)).status).toBe(403)
})

test("S3's test event is done, not dead-lettered", async () => {
  await site.settled()
  const hops = await findTrail(site.messaging.connection, { service: 'video-encoder', stage: STAGE })
  expect(hops.filter(({ event }) => event === 's3:TestEvent')).toMatchObject([{ outcome: 'done' }])
  const { Messages = [] } = await site.messaging.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: site.outputs('UploadsDeadLetterQueueUrl'), WaitTimeSeconds: 0 }),
  )
  expect(Messages).toEqual([])
})

test('the links of a mail work for longer than a signed address, also for a program that only asks', async () => {
  await site.upload('hedy', clip)
  const [mail] = await site.mails('hedy')
  const [link = ''] = mail?.text?.match(/http\S+/g) ?? []
  await site.settled()
  await advanceBy({ minutes: 61 })
  const played = await fetch(link, { headers: { range: 'bytes=0-99' } })
  expect([played.status, played.headers.get('content-type')]).toEqual([206, 'video/mp4'])
  const asked = await fetch(link, { method: 'HEAD' })
  expect([asked.status, await asked.text()]).toEqual([200, ''])
  const forged = await fetch(link.replace(/.{4}$/, 'AAAA'))
  expect([forged.status, forged.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
})
