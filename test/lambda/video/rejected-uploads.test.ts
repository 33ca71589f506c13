import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQSRecord } from 'aws-lambda'
import { videoRejected } from '../../../lambda/contracts/video-events.ts'
import { Log } from '../log.ts'
import { ffmpegDirectory, H264, testPicture, testTone } from './clips.ts'
import { encoderContext, UPLOADER, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
const ffmpeg = join(ffmpegDirectory, 'ffmpeg')
let log: Log
let clip: string
/** Half a minute of pictures, which take longer to encode than to make. */
let slow: string
let handler: typeof import('../../../lambda/video/functions/encoder.ts').handler

beforeAll(async () => {
  await rig.open('video-encoder')
  clip = await rig.clips.make('clip.mp4', ...testPicture(), ...testTone(), ...H264, '-movflags', 'faststart')
  const second = await rig.clips.make('second.mp4', ...testPicture('1280x720', 1, 60), ...H264)
  slow = await rig.clips.make('slow.mp4', '-stream_loop', '29', '-i', second, '-c', 'copy')
  ;({ handler } = await import('../../../lambda/video/functions/encoder.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** What the version 12 has counted. */
const ofVersion = () => log.metrics.filter(({ version }) => version === '12')

const encode = (record: SQSRecord, context = encoderContext) => rig.deliver(record, handler, context)

async function refused(path: string, code: string, reason: RegExp): Promise<void> {
  const { videoId, record } = await rig.uploaded(path)
  expect(await encode(record)).toBe('done')
  expect(log.hops.at(-1)).toMatchObject({ correlationId: videoId, outcome: 'dead-lettered' })
  // It has ended once, and is no dead letter to its uploader.
  expect(log.inTime('video')).toHaveLength(1)

  const outcome = await rig.outcome(videoId)
  expect(videoRejected.schema.parse(outcome)).toEqual(outcome)
  expect(outcome).toMatchObject({ correlationid: videoId, data: { videoId, code } })
  expect(await rig.made(videoId)).toEqual(['outcome.json'])
  expect(await rig.status(videoId)).toMatchObject({ status: 'rejected', rejection: { code } })
  expect(await rig.functions.arrived(rig.deadLetters)).toMatchObject([
    {
      Body: record.body,
      MessageAttributes: {
        reason: { StringValue: expect.stringMatching(reason) },
        attempts: { StringValue: '1' },
        correlationId: { StringValue: videoId },
      },
    },
  ])
  expect(await rig.functions.arrived(rig.encoded)).toHaveLength(1)
  expect(log.text).not.toContain(UPLOADER)
}

/** Does something with a script on the PATH by the name of ffmpeg. */
async function withFfmpeg(script: string, work: () => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ffmpeg-'))
  await writeFile(join(directory, 'ffmpeg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const path = process.env.PATH
  process.env.PATH = `${directory}:${path}`
  try {
    await work()
  } finally {
    process.env.PATH = path
    await rm(directory, { recursive: true })
  }
}

describe('an upload that cannot be encoded is recorded as rejected and dead-lettered at once', () => {
  test('a zip archive by the name of a video', async () => {
    await refused(
      await rig.clips.write('zip.mp4', Buffer.from('504b0304140000', 'hex')),
      'not-a-video',
      /^NotAVideo: /,
    )
  })

  test('a file without its end', async () => {
    const path = await rig.clips.make('index-last.mp4', '-i', clip, '-c', 'copy')
    await refused(await rig.clips.cut(path, 0.6), 'truncated', /^Truncated: /)
  })

  test('a file of sound', async () => {
    const path = await rig.clips.make('sound.mp4', ...testTone(), '-c:a', 'aac')
    await refused(path, 'no-video-stream', /^NoVideoStream: /)
  })

  test('a file of which most is noise', async () => {
    const { readFile } = await import('node:fs/promises')
    const path = await rig.clips.make(
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
      await rig.clips.write('noisy.mp4', content),
      'damaged',
      /^Damaged: .* frames could be decoded\)$/,
    )
  })

  test('a video that takes longer than there is time', async () => {
    const { videoId, record } = await rig.uploaded(slow)
    const hurried = { ...encoderContext, getRemainingTimeInMillis: () => 1_000 }
    expect(await encode(record, hurried)).toBe('done')
    expect(await rig.outcome(videoId)).toMatchObject({ data: { code: 'too-slow-to-encode' } })
    expect(await rig.functions.arrived(rig.deadLetters)).toHaveLength(1)
    expect(await rig.functions.arrived(rig.encoded)).toHaveLength(1)
  })

  test('a video whose encoding turns out to be far too slow, after another machine has tried', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    const hurried = { ...encoderContext, getRemainingTimeInMillis: () => 40_000 }
    const stuck =
      `case "$*" in *-progress*) while sleep 0.1; do echo out_time_us=1; echo progress=continue; done;; esac\n` +
      `exec ${ffmpeg} "$@"`
    await withFfmpeg(stuck, async () => {
      expect(await encode(record, hurried)).toBe('retry')
      expect(await rig.status(videoId)).toMatchObject({ status: 'encoding' })
      const again = { ...record.attributes, ApproximateReceiveCount: '2' }
      expect(await encode({ ...record, attributes: again }, hurried)).toBe('done')
    })
    expect(await rig.outcome(videoId)).toMatchObject({ data: { code: 'too-slow-to-encode' } })
  })
})

describe('an upload that cannot be encoded', () => {
  test('does not stand in the way of the next', async () => {
    const bad = await rig.uploaded(await rig.clips.write('text.mp4', 'no video'))
    const good = await rig.uploaded(clip)
    expect([await encode(bad.record), await encode(good.record)]).toEqual(['done', 'done'])
    expect(await rig.status(good.videoId)).toMatchObject({ status: 'encoded' })
    await rig.functions.arrived(rig.deadLetters)
    await rig.functions.arrived(rig.encoded)
  })

  test('is not told of a second time, though the dead-letter queue is, and is counted once by version', async () => {
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    const { videoId, record } = await rig.uploaded(await rig.clips.write('text.mp4', 'no video'))
    await encode(record)
    const outcome = await rig.outcome(videoId)
    await rig.functions.arrived(rig.encoded)
    expect(await encode(record)).toBe('done')
    delete process.env.AWS_LAMBDA_FUNCTION_VERSION
    expect(ofVersion()).toEqual([expect.objectContaining({ RejectedRecords: 1 })])
    expect(await rig.outcome(videoId)).toEqual(outcome)
    expect(await rig.functions.arrived(rig.encoded)).toEqual([])
    expect(await rig.functions.arrived(rig.deadLetters)).toHaveLength(2)
  })
})

describe('a message about an upload', () => {
  test.each([
    ['that nobody announced', 'uploads/01920000-0000-7000-8000-00000000ffff', /^UnknownVideo/],
    ['that is no video’s', 'uploads/cat.mp4', /^UnexpectedObject/],
  ])('%s goes to the dead-letter queue', async (_, key, reason) => {
    const { record } = await rig.uploaded(clip)
    const body = JSON.parse(record.body)
    body.Records[0].s3.object.key = key
    await encode({ ...record, body: JSON.stringify(body) })
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'dead-lettered', reason: expect.stringMatching(reason) })
    expect(log.inTime('video')).toEqual([0])
    await rig.functions.arrived(rig.deadLetters)
  })

  test('is tried again where ffmpeg is missing, which is no fault of the video', async () => {
    const { record, videoId } = await rig.uploaded(clip)
    const path = process.env.PATH
    process.env.PATH = '/nowhere'
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    expect(await encode(record)).toBe('retry')
    delete process.env.AWS_LAMBDA_FUNCTION_VERSION
    process.env.PATH = path
    expect(ofVersion()).toEqual([expect.objectContaining({ FailedRecords: 1 })])
    expect(log.hops.at(-1)).toMatchObject({
      reason: expect.stringMatching(/^Unavailable: there is no ffmpeg on the PATH/),
      waitsFor: 'other',
    })
    expect(await encode(record)).toBe('done')
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded' })
  })

  it.each<[string, string, RegExp]>([
    [
      'a filter',
      '[Parsed_zscale_4 @ 0x55] [error] code 3074: no path between colorspaces',
      /^EncoderFailed: .*\(code 3074: no path between colorspaces\)$/,
    ],
    ['an encoder', '[libx264 @ 0x55] [error] invalid level', /^EncoderFailed: .*\(invalid level\)$/],
    [
      'the muxer',
      '[out#0/mp4 @ 0x55] [error] Error muxing a packet',
      /^EncoderFailed: .*\(Error muxing a packet\)$/,
    ],
  ])('is our fault where %s fails, and the dead letter has the first error', async (_, complaint, reason) => {
    const { record, videoId } = await rig.uploaded(clip)
    process.env.AWS_LAMBDA_FUNCTION_VERSION = '12'
    await withFfmpeg(
      // Only the encoding has a graph of filters; the decoder is well, but for one frame.
      `case "$*" in *-filter_complex*) ;; *) exec ${ffmpeg} "$@";; esac
      echo "[srt @ 0x53] [error] Codec (srt) not on whitelist 'h264,aac'" >&2
      echo "[srt @ 0x53] [error] some consequence" >&2
      echo "[h264 @ 0x54] [error] error while decoding MB 3 4" >&2
      echo "${complaint}" >&2
      echo "[out#0/mp4 @ 0x56] [error] Nothing was written into output file" >&2
      echo "[in#0/mov @ 0x56] [verbose]   Input stream #0:0 (video): 9 packets read (99 bytes); 8 frames decoded; 1 decode errors; " >&2
      exit 234`,
      async () => expect(await encode(record)).toBe('done'),
    )
    delete process.env.AWS_LAMBDA_FUNCTION_VERSION
    expect(ofVersion()).toEqual([expect.objectContaining({ DeadLetteredRecords: 1 })])
    expect(log.hops.at(-1)).toMatchObject({
      outcome: 'dead-lettered',
      reason: expect.stringMatching(reason),
    })
    expect(log.inTime('video')).toEqual([0])
    const { status, rejection } = await rig.status(videoId)
    expect({ status, code: rejection?.code }).toEqual({ status: 'rejected', code: 'encoder-failed' })
    expect(rejection?.detail).toContain('no fault of the file')
    await rig.functions.arrived(rig.deadLetters)
    await rig.functions.arrived(rig.encoded)
  })

  it.each<[string, string, string | undefined]>([
    ['a library is missing', 'echo "error while loading shared libraries" >&2; exit 127', 'other'],
    ['it may not be run', 'exit 126', 'other'],
    ['there is no memory', 'echo "[error] x: Cannot allocate memory" >&2; exit 1', undefined],
    ['there are no threads', 'echo "[error] pthread_create failed" >&2; exit 1', undefined],
    ['the disk is full', 'echo "[error] x: No space left on device" >&2; exit 1', undefined],
    ['it lacks an option', 'echo "[fatal] Unrecognized option" >&2; exit 8', undefined],
  ])('is no fault of the video where ffmpeg cannot work: %s', async (_, script, waitsFor) => {
    const { record, videoId } = await rig.uploaded(clip)
    await withFfmpeg(script, async () => expect(await encode(record)).toBe('retry'))
    expect(log.hops.at(-1)).toMatchObject({ outcome: 'retry' })
    expect(log.hops.at(-1)?.waitsFor).toBe(waitsFor)
    expect(await rig.status(videoId)).not.toMatchObject({ status: 'rejected' })
  })

  test('is tried again where another delivery has taken it over: ffmpeg is ended', async () => {
    const { record, videoId } = await rig.uploaded(slow)
    const encoding = encode(record)
    const { EncodingLease } = await import('../../../lambda/video/encoding/encoding-lease.ts')
    const takenOver = async () => {
      while ((await rig.status(videoId)).status !== 'encoding') await new Promise(setImmediate)
      await EncodingLease.take(videoId, { messageId: record.messageId, receiveCount: 2 }, 120)
      jest.setSystemTime(Date.now() + 31_000)
    }
    await takenOver()
    expect(await encoding).toBe('retry')
    expect(log.hops.at(-1)?.reason).toMatch(/^HeartbeatLost: another delivery has taken over/)
    expect(await rig.made(videoId)).toEqual([])
  })
})
