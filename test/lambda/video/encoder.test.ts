import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SQSRecord } from 'aws-lambda'
import { videoEncoded } from '../../../lambda/contracts/video-events.ts'
import { Log } from '../log.ts'
import { H264, probe, testPicture, testTone } from './clips.ts'
import { encoderContext, UPLOADER, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
let log: Log
let clip: string
let handler: typeof import('../../../lambda/video/functions/encoder.ts').handler

beforeAll(async () => {
  await rig.open('video-encoder')
  clip = await rig.clips.make('clip.mp4', ...testPicture(), ...testTone(), ...H264)
  ;({ handler } = await import('../../../lambda/video/functions/encoder.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

function encode(record: SQSRecord, context = encoderContext) {
  return rig.deliver(record, handler, context)
}

/** As the message comes when its visibility timeout is over. */
function again(record: SQSRecord): SQSRecord {
  const count = Number(record.attributes.ApproximateReceiveCount) + 1
  return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(count) } }
}

/** The message that is visible now. */
async function next(): Promise<SQSRecord> {
  const record = await rig.received(rig.uploads)
  if (!record) throw new Error('No message is visible.')
  return record
}

/** As an encoder does that has begun. */
async function holdLease(videoId: string, messageId: string): Promise<void> {
  const { EncodingLease } = await import('../../../lambda/video/encoding/encoding-lease.ts')
  await EncodingLease.take(videoId, { messageId, receiveCount: 1 }, 120)
}

describe('the encoder', () => {
  test('makes renditions and a poster of an upload, and records that last', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    expect(await rig.status(videoId)).toMatchObject({ status: 'awaiting-upload', progress: 0 })
    expect(await encode(record)).toBe('done')

    expect((await rig.made(videoId)).sort()).toEqual(['240p.mp4', 'outcome.json', 'poster.jpg'])
    const outcome = await rig.outcome(videoId)
    expect(videoEncoded.schema.parse(outcome)).toEqual(outcome)
    const rendition = await rig.object(`renditions/${videoId}/240p.mp4`)
    expect(outcome).toMatchObject({
      subject: videoId,
      correlationid: videoId,
      data: {
        durationSeconds: expect.closeTo(1, 1),
        renditions: [{ name: '240p', width: 320, height: 240, bytes: rendition.length }],
        poster: { key: `renditions/${videoId}/poster.jpg` },
      },
    })
    const path = join(rig.clips.directory, 'fetched.mp4')
    await writeFile(path, rendition)
    expect(await probe(path)).toMatchObject({ width: 320, height: 240, seconds: expect.closeTo(1, 1) })
  })

  test('says in the status what it made, with links that open it for 15 minutes', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    await encode(record)
    const status = await rig.status(videoId)
    expect(status).toMatchObject({
      title: 'Engines & co.',
      status: 'encoded',
      progress: 100,
      durationSeconds: expect.closeTo(1, 1),
      renditions: [{ name: '240p', width: 320, height: 240 }],
    })
    const [rendition] = status.renditions ?? []
    const answer = await fetch(rendition?.url ?? '')
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect((await answer.arrayBuffer()).byteLength).toBe(rendition?.bytes)
    expect((await fetch(status.poster?.url ?? '')).headers.get('content-type')).toBe('image/jpeg')

    await rig.advanceBy({ minutes: 16 })
    expect((await fetch(rendition?.url ?? '')).status).toBe(403)
  })

  test('logs one hop by the id of the video, and nothing of its uploader', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    await encode(record)
    expect(log.hops.at(-1)).toMatchObject({
      correlationId: videoId,
      videoId,
      event: 's3:ObjectCreated:Put',
      renditions: '240p',
      outcome: 'done',
      sent: [{ to: 'videos', event: 's3:ObjectCreated:Put', key: `renditions/${videoId}/outcome.json` }],
    })
    expect(log.inTime('video')).toEqual([1])
    expect(log.text).not.toContain(UPLOADER)
    expect(log.text).not.toContain('Engines')
  })

  test('goes by the content, whatever the type that was announced', async () => {
    const { videoId, record } = await rig.uploaded(clip, 'video/webm;codecs=vp8,opus')
    expect(await encode(record)).toBe('done')
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded' })
  })

  test('encodes a recording that was cut off as far as it goes, and says so', async () => {
    const whole = await rig.clips.make('whole.mp4', '-i', clip, '-c', 'copy', '-movflags', 'faststart')
    const { videoId, record } = await rig.uploaded(await rig.clips.cut(whole, 0.6))
    expect(await encode(record)).toBe('done')
    const status = await rig.status(videoId)
    expect(status).toMatchObject({ status: 'encoded', incomplete: true })
    expect(status.durationSeconds).toBeLessThan(0.9)
    expect(videoEncoded.schema.parse(await rig.outcome(videoId)).data.incomplete).toBe(true)
  })

  test('says that it left out sound that it cannot decode', async () => {
    const codecs = [...H264, '-c:a', 'wmav2']
    const path = await rig.clips.make('wma.mkv', ...testPicture(), ...testTone(), ...codecs)
    const { videoId, record } = await rig.uploaded(path)
    expect(await encode(record)).toBe('done')
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded', soundUnreadable: true })
  })

  test('does nothing at a second delivery', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    await encode(record)
    const before = await rig.outcome(videoId)
    await rig.functions.arrived(rig.encoded)
    await rig.advanceBy({ minutes: 5 })

    expect(await encode(again(record))).toBe('done')
    expect(await rig.outcome(videoId)).toEqual(before)
    expect(await rig.functions.arrived(rig.encoded)).toEqual([])
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded', updatedAt: before.time })
    const [item] = (await rig.functions.items('videos')).filter(({ videoId: id }) => id?.S === videoId)
    const kept = Math.floor(Date.parse(before.time) / 1_000) + 365 * 86_400
    expect(item?.expiresAt).toEqual({ N: String(kept) })
  })

  test('leaves a video alone that another delivery is at, and comes back when that must have ended', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    await holdLease(videoId, 'another message')
    expect(await encode(record)).toBe('retry')
    expect(log.hops.at(-1)?.reason).toMatch(/^EncodedElsewhere/)
    expect(log.metrics.at(-1)).toMatchObject({ FailedRecords: 0, PostponedRecords: 1 })
    expect(await rig.made(videoId)).toEqual([])

    await rig.advanceBy({ minutes: 14 })
    expect(await rig.received(rig.uploads)).toBeUndefined()
    await rig.advanceBy({ minutes: 2 })
    expect(await encode(await next())).toBe('done')
  })

  test('finishes what a killed encoder began, two minutes later', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    const { hideFor } = await import('../../../lambda/queue/visibility.ts')
    await hideFor(record.receiptHandle, 120)
    await holdLease(videoId, record.messageId)
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoding' })

    await rig.advanceBy({ seconds: 119 })
    expect(await rig.received(rig.uploads)).toBeUndefined()
    await rig.advanceBy({ seconds: 2 })
    const second = await next()
    expect(second).toMatchObject({
      messageId: record.messageId,
      attributes: { ApproximateReceiveCount: '2' },
    })
    expect(await encode(second)).toBe('done')
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded' })
  })

  test('completes the table where the encoder died right after recording the outcome', async () => {
    const { videoId, record } = await rig.uploaded(clip)
    const { recordOutcome } = await import('../../../lambda/video/recorded-outcomes.ts')
    const { rejectedEvent } = await import('../../../lambda/video/outcome.ts')
    await recordOutcome(
      rejectedEvent(videoId, { code: 'damaged', detail: 'Broken.' }, new Date().toISOString()),
    )
    expect(await encode(again(record))).toBe('done')
    expect(await rig.status(videoId)).toMatchObject({ status: 'rejected', rejection: { code: 'damaged' } })
    expect(await rig.functions.arrived(rig.deadLetters)).toHaveLength(1)
  })

  test('says how far it is, and only ever forward', async () => {
    const second = await rig.clips.make('second.mp4', ...testPicture('1280x720', 1, 60), ...H264)
    // Long enough for a report of ffmpeg, one every half second, on a fast machine, too.
    const long = await rig.clips.make('long.mp4', '-stream_loop', '7', '-i', second, '-c', 'copy')
    const { videoId, record } = await rig.uploaded(long)
    let ended = false
    const encoding = encode(record).finally(() => {
      ended = true
    })
    const seen = new Set<number>()
    while (!ended) {
      jest.setSystemTime(Date.now() + 500)
      seen.add((await rig.status(videoId)).progress)
      // A look competes with the encoding for the processor.
      await pause(50)
    }
    expect(await encoding).toBe('done')
    expect(Array.from(seen)).toEqual(Array.from(seen).sort((one, other) => one - other))
    expect(Array.from(seen).filter(progress => progress > 0 && progress < 100)).not.toEqual([])
    expect(await rig.status(videoId)).toMatchObject({ status: 'encoded', progress: 100 })
    // It encodes for nearly ten seconds, on a busy machine for longer.
  })

  test("takes S3's test message as done", async () => {
    const { record } = await rig.uploaded(clip)
    const body = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'videos' })
    expect(await encode({ ...record, body })).toBe('done')
    expect(log.hops.at(-1)).toMatchObject({ event: 's3:TestEvent', outcome: 'done' })
  })

  test('clears away what a killed invocation left on the disk', async () => {
    const { mkdir, readdir } = await import('node:fs/promises')
    const left = join(rig.clips.directory, 'video-encoding')
    await mkdir(left, { recursive: true })
    await writeFile(join(left, 'source'), 'left behind')
    const { record } = await rig.uploaded(clip)
    expect(await encode(record)).toBe('done')
    expect(await readdir(rig.clips.directory)).not.toContain('video-encoding')
  })
})
