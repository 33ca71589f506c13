import { readFile } from 'node:fs/promises'
import { type Inspection, inspect } from '../../../../lambda/video/encoding/inspection.ts'
import { Clips, H264, testPicture, testTone } from '../clips.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())

async function inspected(path: string): Promise<Inspection> {
  const directory = await clips.workspace(path)
  return inspect({ directory, signal: new AbortController().signal })
}

const TWO_SOUNDS = [
  ...testPicture('320x240'),
  ...testTone(),
  ...testTone(),
  '-map',
  '0',
  '-map',
  '1',
  '-map',
  '2',
]
const SECOND_IS_DEFAULT = ['-disposition:a:0', '0', '-disposition:a:1', 'default']

describe('the sound of a video is', () => {
  test.each(['mkv', 'mov'])('that which %s files mark as default', async type => {
    const path = await clips.make(
      `second.${type}`,
      ...TWO_SOUNDS,
      ...H264,
      '-c:a',
      'aac',
      ...SECOND_IS_DEFAULT,
    )
    expect((await inspected(path)).audio?.index).toBe(2)
  })

  test('the first, if all are default', async () => {
    const path = await clips.make('first.mp4', ...TWO_SOUNDS, ...H264, '-c:a', 'aac')
    expect((await inspected(path)).audio?.index).toBe(1)
  })

  test('the next, if one is in a codec that is not supported', async () => {
    const codecs = ['-c:a:0', 'wmav2', '-c:a:1', 'aac']
    const path = await clips.make('wma.mkv', ...TWO_SOUNDS, ...H264, ...codecs)
    expect(await inspected(path)).toMatchObject({ audio: { index: 2 }, soundIsUnreadable: false })
  })

  test('left out, if none is in a supported codec, which it says', async () => {
    const path = await clips.make(
      'only-wma.mkv',
      ...testPicture('320x240'),
      ...testTone(),
      ...H264,
      '-c:a',
      'wmav2',
    )
    expect(await inspected(path)).toMatchObject({ audio: undefined, soundIsUnreadable: true })
  })

  test('the next, if one cannot be decoded', async () => {
    const path = await clips.make('noise.mkv', ...TWO_SOUNDS, ...H264, '-c:a', 'flac')
    const content = await readFile(path)
    // A block of Matroska begins with the number of its track; a frame of FLAC, four bytes later, with `fff8`.
    for (let at = content.indexOf('fff8', 0, 'hex'); at > 0; at = content.indexOf('fff8', at + 2, 'hex')) {
      if (content[at - 4] === 0x82) content.fill(0, at, at + 2)
    }
    expect((await inspected(await clips.write('spoilt.mkv', content))).audio?.index).toBe(2)
  })

  test('nothing, without a word, if the track is empty', async () => {
    const args = [...testPicture('320x240'), ...testTone(), ...H264, '-c:a', 'aac', '-bsf:a', 'noise=drop=1']
    const path = await clips.make('empty.mkv', ...args)
    expect(await inspected(path)).toMatchObject({ audio: undefined, soundIsUnreadable: false })
  })
})

describe('the length of a video', () => {
  test('is that of the tracks that are used', async () => {
    const args = [
      ...testPicture('320x240', 1),
      ...testTone(1),
      ...testTone(5),
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
    ]
    const { durationSeconds } = await inspected(
      await clips.make('longer.mp4', ...args, ...H264, '-c:a', 'aac'),
    )
    expect(durationSeconds).toBeCloseTo(1, 1)
  })

  test('is not that of its subtitles', async () => {
    const subtitles = await clips.write('subtitles.srt', '1\n00:00:00,500 --> 00:00:30,000\nStays\n')
    const path = await clips.make('subtitled.mkv', ...testPicture('320x240', 1), '-i', subtitles, ...H264)
    expect(await inspected(path)).toMatchObject({
      durationSeconds: expect.closeTo(1, 1),
      isIncomplete: false,
    })
  })
})

test('the pictures of a video are those that the file marks as default', async () => {
  const path = await clips.make(
    'two.mkv',
    ...[...testPicture('160x120', 1, 1), ...testPicture('640x480', 1), '-map', '0', '-map', '1', ...H264],
    ...['-disposition:v:0', '0', '-disposition:v:1', 'default'],
  )
  expect(await inspected(path)).toMatchObject({ width: 640, video: { index: 1 } })
})

test('a length of eight bytes in the header of WebM is none of our business', async () => {
  const path = await clips.make('plain.webm', ...testPicture('64x64', 0.2), '-c:v', 'libvpx')
  const content = await readFile(path)
  const length = Buffer.from([1, 0, 0, 0, 0, 0, 0, (content[4] ?? 0) - 128])
  const long = Buffer.concat([content.subarray(0, 4), length, content.subarray(5)])
  expect(await inspected(await clips.write('long.webm', long))).toMatchObject({ width: 64 })
})
