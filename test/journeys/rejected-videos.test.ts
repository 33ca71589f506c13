import { readFile } from 'node:fs/promises'
import { RealClock } from '@messaging-on-aws/local-aws'
import { Clips, H264, testPicture, testTone } from '../lambda/video/clips.ts'
import { Site } from './site.ts'

const clips = new Clips()
let site: Site<RealClock>
let clip: Buffer
let tooLong: Buffer
beforeAll(async () => {
  await clips.open()
  clip = await readFile(await clips.make('clip.mp4', ...testPicture('320x240', 2), ...testTone(2), ...H264))
  const tenSeconds = await clips.make(
    'ten-seconds.mp4',
    ...testPicture('32x32', 10),
    ...testTone(10),
    ...H264,
  )
  tooLong = await readFile(
    await clips.make('too-long.mp4', '-stream_loop', '60', '-i', tenSeconds, '-c', 'copy'),
  )
  site = await Site.on(new RealClock())
})
afterAll(async () => {
  await site.close()
  await clips.close()
})

/** An archive by its first bytes, as a client would send it that renamed one. */
const zip = Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(2_000, 7)])

test.each([
  ['is a text', () => Buffer.from('This is no video.'), 'video/mp4', 'not-a-video'],
  ['is an archive', () => zip, 'video/mp4', 'not-a-video'],
  ['was cut short', () => clip.subarray(0, Math.floor(clip.length / 2)), 'video/mp4', 'truncated'],
  ['lasts for more than ten minutes', () => tooLong, 'video/mp4', 'too-long'],
])(
  'a file that %s is refused at once: its uploader is told, the reason is kept',
  async (what, content, type, code) => {
    const uploader = what.replaceAll(' ', '-')
    const videoId = await site.upload(uploader, content(), type)
    const { status, rejection } = await site.ended(videoId)
    expect(status).toBe('rejected')
    expect(rejection?.code).toBe(code)
    expect(rejection?.detail).not.toBe('')

    const letter = await site.deadLetter(videoId)
    expect(letter.reason).toMatch(/^\w+: ./)
    expect(letter.attempts).toBe(1)
    const mails = await site.mails(uploader)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.text).toContain(rejection?.detail)
  },
)

test('the good ones beside a bad one go on', async () => {
  const [bad, good] = await Promise.all([
    site.upload('mallory', Buffer.from('no video')),
    site.upload('ada', clip),
  ])
  expect((await site.ended(bad)).status).toBe('rejected')
  expect((await site.ended(good)).status).toBe('encoded')
  expect(await site.mails('ada')).toHaveLength(1)
})
