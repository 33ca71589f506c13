import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQSRecord } from 'aws-lambda'
import { videoRejected } from '../../../lambda/contracts/video-events.ts'
import { Log } from '../log.ts'
import { H264, testPicture, testTone } from './clips.ts'
import { encoderContext, UPLOADER, VideoStage } from './video-stage.ts'

const stage = new VideoStage()
let log: Log
let clip: string
/** Half a minute of pictures, which take longer to encode than to make. */
let slow: string
let handler: typeof import('../../../lambda/video/functions/encoder.ts').handler

beforeAll(async () => {
  await stage.open('video-encoder')
  clip = await stage.clips.make(
    'clip.mp4',
    ...testPicture(),
    ...testTone(),
    ...H264,
    '-movflags',
    'faststart',
  )
  const second = await stage.clips.make('second.mp4', ...testPicture('1280x720', 1, 60), ...H264)
  slow = await stage.clips.make('slow.mp4', '-stream_loop', '29', '-i', second, '-c', 'copy')
  ;({ handler } = await import('../../../lambda/video/functions/encoder.ts'))
})
afterAll(() => stage.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

const encode = (record: SQSRecord, context = encoderContext) => stage.deliver(record, handler, context)

async function refused(path: string, code: string, reason: RegExp): Promise<void> {
  const { videoId, record } = await stage.uploaded(path)
  expect(await encode(record)).toBe('done')

  const outcome = await stage.outcome(videoId)
  expect(videoRejected.schema.parse(outcome)).toEqual(outcome)
  expect(outcome).toMatchObject({ correlationid: videoId, data: { videoId, code } })
  expect(await stage.made(videoId)).toEqual(['outcome.json'])
  expect(await stage.status(videoId)).toMatchObject({ status: 'rejected', rejection: { code } })
  expect(await stage.functions.arrived(stage.deadLetters)).toMatchObject([
    {
      Body: record.body,
      MessageAttributes: {
        reason: { StringValue: expect.stringMatching(reason) },
        attempts: { StringValue: '1' },
        correlationId: { StringValue: videoId },
      },
    },
  ])
  expect(await stage.functions.arrived(stage.encoded)).toHaveLength(1)
  expect(log.hops.at(-1)).toMatchObject({ correlationId: videoId, outcome: 'dead-lettered' })
  expect(log.text).not.toContain(UPLOADER)
}

describe('an upload that cannot be encoded is recorded as rejected and dead-lettered at once', () => {
  it('a zip archive by the name of a video', async () => {
    await refused(
      await stage.clips.write('zip.mp4', Buffer.from('504b0304140000', 'hex')),
      'not-a-video',
      /^NotAVideo: /,
    )
  })

  it('a file of another type than it was announced as', async () => {
    const path = await stage.clips.make('other.webm', ...testPicture('64x64', 0.2), '-c:v', 'libvpx')
    await refused(
      path,
      'wrong-content-type',
      /^WrongContentType: .* announced as video\/mp4, and it is video\/webm/,
    )
  })

  it('a file without its end', async () => {
    await refused(await stage.clips.cut(clip, 0.6), 'truncated', /^Truncated: /)
  })

  it('a file of sound', async () => {
    const path = await stage.clips.make('sound.mp4', ...testTone(), '-c:a', 'aac')
    await refused(path, 'no-video-stream', /^NoVideoStream: /)
  })

  it('a file of which most is noise', async () => {
    const { readFile } = await import('node:fs/promises')
    const path = await stage.clips.make(
      'busy.mp4',
      ...testPicture('320x240', 2),
      ...H264,
      '-g',
      '10',
      '-bf',
      '0',
    )
    const content = await readFile(path)
    const data = content.indexOf('mdat') + 4
    for (let at = data + 20_000; at < content.length - 2_000; at += 7) content[at] = at % 251
    await refused(
      await stage.clips.write('noisy.mp4', content),
      'damaged',
      /^Damaged: .* frames could be decoded\)$/,
    )
  })

  it('a video that takes longer than there is time, which ends ffmpeg', async () => {
    const { videoId, record } = await stage.uploaded(slow)
    const hurried = { ...encoderContext, getRemainingTimeInMillis: () => 1_000 }
    expect(await encode(record, hurried)).toBe('done')
    expect(await stage.outcome(videoId)).toMatchObject({ data: { code: 'too-slow-to-encode' } })
    expect(await stage.functions.arrived(stage.deadLetters)).toHaveLength(1)
    expect(await stage.functions.arrived(stage.encoded)).toHaveLength(1)
  })
})

describe('an upload that cannot be encoded', () => {
  it('does not stand in the way of the next', async () => {
    const bad = await stage.uploaded(await stage.clips.write('text.mp4', 'no video'))
    const good = await stage.uploaded(clip)
    expect([await encode(bad.record), await encode(good.record)]).toEqual(['done', 'done'])
    expect(await stage.status(good.videoId)).toMatchObject({ status: 'encoded' })
    await stage.functions.arrived(stage.deadLetters)
    await stage.functions.arrived(stage.encoded)
  })

  it('is not told of a second time, though the dead-letter queue is', async () => {
    const { videoId, record } = await stage.uploaded(await stage.clips.write('text.mp4', 'no video'))
    await encode(record)
    const outcome = await stage.outcome(videoId)
    await stage.functions.arrived(stage.encoded)
    expect(await encode(record)).toBe('done')
    expect(await stage.outcome(videoId)).toEqual(outcome)
    expect(await stage.functions.arrived(stage.encoded)).toEqual([])
    expect(await stage.functions.arrived(stage.deadLetters)).toHaveLength(2)
  })
})

describe('a message about an upload', () => {
  it.each([
    ['that nobody announced', 'uploads/01920000-0000-7000-8000-00000000ffff', /^UnknownVideo/],
    ['that is no video’s', 'uploads/cat.mp4', /^UnexpectedObject/],
  ])('%s goes to the dead-letter queue', async (_, key, reason) => {
    const { record } = await stage.uploaded(clip)
    const body = JSON.parse(record.body)
    body.Records[0].s3.object.key = key
    await encode({ ...record, body: JSON.stringify(body) })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'dead-lettered', reason: expect.stringMatching(reason) })
    await stage.functions.arrived(stage.deadLetters)
  })

  it('is tried again where ffmpeg is missing, which is no fault of the video', async () => {
    const { record, videoId } = await stage.uploaded(clip)
    const path = process.env.PATH
    process.env.PATH = '/nowhere'
    expect(await encode(record)).toBe('retry')
    process.env.PATH = path
    expect(log.hops.at(-1)).toMatchObject({
      reason: expect.stringMatching(/^Unavailable: there is no ffmpeg on the PATH/),
      waitsFor: 'other',
    })
    expect(await encode(record)).toBe('done')
    expect(await stage.status(videoId)).toMatchObject({ status: 'encoded' })
  })

  it.each<[string, string, string | undefined]>([
    ['a library is missing', 'echo "error while loading shared libraries" >&2; exit 127', 'other'],
    ['it may not be run', 'exit 126', 'other'],
    ['there is no memory', 'echo "[error] x: Cannot allocate memory" >&2; exit 1', undefined],
    ['there are no threads', 'echo "[error] pthread_create failed" >&2; exit 1', undefined],
    ['the disk is full', 'echo "[error] x: No space left on device" >&2; exit 1', undefined],
  ])('is no fault of the video where ffmpeg cannot work: %s', async (_, script, waitsFor) => {
    const { record, videoId } = await stage.uploaded(clip)
    const directory = await mkdtemp(join(tmpdir(), 'ffmpeg-'))
    await writeFile(join(directory, 'ffmpeg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const path = process.env.PATH
    process.env.PATH = `${directory}:${path}`
    expect(await encode(record)).toBe('retry')
    process.env.PATH = path
    await rm(directory, { recursive: true })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'retry' })
    expect(log.hops.at(-1)?.waitsFor).toBe(waitsFor)
    expect(await stage.status(videoId)).not.toMatchObject({ status: 'rejected' })
  })

  it('is tried again where another delivery has taken it over: ffmpeg is ended', async () => {
    const { record, videoId } = await stage.uploaded(slow)
    const encoding = encode(record)
    const { EncodingLease } = await import('../../../lambda/video/encoding/encoding-lease.ts')
    const takenOver = async () => {
      while ((await stage.status(videoId)).status !== 'encoding') await new Promise(setImmediate)
      await EncodingLease.take(videoId, { messageId: record.messageId, receiveCount: 2 }, 120)
      jest.setSystemTime(Date.now() + 31_000)
    }
    await takenOver()
    expect(await encoding).toBe('retry')
    expect(log.hops.at(-1)?.reason).toMatch(/^HeartbeatLost: another delivery has taken over/)
    expect(await stage.made(videoId)).toEqual([])
  })
})
