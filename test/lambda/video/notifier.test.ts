import type { SQSRecord } from 'aws-lambda'
import { type EmailRequested, emailRequested } from '../../../lambda/contracts/email-events.ts'
import { rejectedEvent } from '../../../lambda/video/outcome.ts'
import { EncoderFailed } from '../../../lambda/video/rejections.ts'
import { mailFor } from '../../../lambda/video/video-mail.ts'
import { Log } from '../log.ts'
import { H264, testPicture, testTone } from './clips.ts'
import { UPLOADER, VideoRig } from './video-rig.ts'

const rig = new VideoRig()
let log: Log
let clip: string
let encoder: typeof import('../../../lambda/video/functions/encoder.ts').handler
let handler: typeof import('../../../lambda/video/functions/notifier.ts').handler

beforeAll(async () => {
  await rig.open('video-notifier')
  clip = await rig.clips.make('clip.mp4', ...testPicture('320x240', 0.2), ...H264)
  ;({ handler: encoder } = await import('../../../lambda/video/functions/encoder.ts'))
  ;({ handler } = await import('../../../lambda/video/functions/notifier.ts'))
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** S3's notification of the outcome of a file's encoding. */
async function outcomeOf(path: string): Promise<{ videoId: string; record: SQSRecord }> {
  const { videoId, record: upload } = await rig.uploaded(path)
  await rig.deliver(upload, encoder)
  const record = await rig.received(rig.encoded)
  if (!record) throw new Error('S3 has not told of the outcome.')
  return { videoId, record }
}

async function emails(): Promise<EmailRequested[]> {
  const messages = await rig.functions.arrived(rig.emails)
  return messages.map(({ Body }) => emailRequested.schema.parse(JSON.parse(Body ?? '')))
}

describe('the notifier', () => {
  test('asks for a mail with a link to each file, which names no address of S3', async () => {
    const { videoId, record } = await outcomeOf(clip)
    expect(await rig.deliver(record, handler)).toBe('done')
    const [mail, ...others] = await emails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      correlationid: videoId,
      data: { tenant: 'video', to: UPLOADER, subject: 'Your video is ready: Engines & co.' },
    })
    const links = mail?.data.text.match(/https?:\S+/g) ?? []
    const token = new URL(links[0] ?? '').searchParams.get('token')
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(links).toEqual(
      ['240p', 'poster'].map(file => `https://videos.example/videos/${videoId}/files/${file}?token=${token}`),
    )
    expect(mail?.data.text).toContain('The links work for as long as the video is there.')
  })

  test('continues the trace of the request that announced the video, over the upload that brings none', async () => {
    process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0'
    try {
      const { record } = await outcomeOf(clip)
      await rig.deliver(record, handler)
    } finally {
      delete process.env._X_AMZN_TRACE_ID
    }
    const [mail] = await emails()
    const traceId = '5759e988bd862e3fe1be46a994272793'
    expect(log.hops.map(hop => hop.traceId)).toEqual([traceId, traceId, traceId])
    expect(mail?.traceparent).toContain(traceId)
  })

  test('writes the same links in HTML, with the title escaped', async () => {
    await rig.deliver((await outcomeOf(clip)).record, handler)
    const [mail] = await emails()
    const hrefs = Array.from(mail?.data.html?.matchAll(/href="([^"]+)"/g) ?? [], ([, href]) =>
      href?.replaceAll('&amp;', '&'),
    )
    expect(hrefs).toEqual(mail?.data.text.match(/https?:\S+/g))
    expect(mail?.data.html).toContain('“Engines &amp; co.” (0:00)')
  })

  test('tells the uploader in plain words why a video was not encoded', async () => {
    const { record } = await outcomeOf(await rig.clips.write('zip.mp4', 'PK'))
    await rig.deliver(record, handler)
    const [mail] = await emails()
    expect(mail?.data).toMatchObject({
      to: UPLOADER,
      subject: 'Your video could not be encoded: Engines & co.',
      text: expect.stringContaining('The file is not an MP4, QuickTime, WebM or Matroska video'),
      html: expect.stringContaining('<p>The file is not an MP4, QuickTime, WebM or Matroska video'),
    })
    expect(mail?.data.text).not.toMatch(/http/)
  })

  test('says what is missing in a video that was cut off, and that has sound that cannot be decoded', async () => {
    const args = [...testPicture('320x240', 1), ...testTone(), ...H264, '-c:a', 'wmav2']
    const path = await rig.clips.cut(await rig.clips.make('wma.mkv', ...args), 0.6)
    await rig.deliver((await outcomeOf(path)).record, handler)
    const [mail] = await emails()
    expect(mail?.data.subject).toBe('Your video is ready: Engines & co.')
    expect(mail?.data.text).toContain(
      'The end of your file is missing, so the video ends where the file does.',
    )
    expect(mail?.data.text).toContain('The sound of your file could not be decoded, so the video has none.')
  })

  test('does not blame the file where the encoder failed', async () => {
    const outcome = rejectedEvent(
      '01920000-0000-7000-8000-000000000001',
      new EncoderFailed('x').rejection,
      '2026-11-29T10:00:00.000Z',
    )
    const { data } = mailFor(outcome, { uploaderEmail: UPLOADER, title: 'Engines' }, [])
    expect(data.text).toContain('through no fault of the file')
    expect(data.text).toContain('You need not change the file.')
    expect(data.text).not.toContain('Once that is fixed')
  })

  test('asks for the same e-mail at each delivery, so that it is sent once', async () => {
    const { record } = await outcomeOf(clip)
    await rig.deliver(record, handler)
    await rig.deliver(record, handler)
    const [first, second] = await emails()
    expect(second?.data.emailId).toBe(first?.data.emailId)
    expect(second?.id).toBe(first?.id)
    // The mail that was sent is one of the two: its links must be those that work.
    expect(second?.data.text).toBe(first?.data.text)
  })

  test('logs one hop by the id of the video, without a word of the uploader', async () => {
    const { videoId, record } = await outcomeOf(clip)
    await rig.deliver(record, handler)
    const [mail] = await emails()
    expect(log.hops.at(-1)).toMatchObject({
      correlationId: videoId,
      emailId: mail?.data.emailId,
      outcome: 'done',
    })
    expect(log.text).not.toContain(UPLOADER)
    expect(log.text).not.toContain('Engines')
    expect(log.text).not.toContain('token')
  })
})
