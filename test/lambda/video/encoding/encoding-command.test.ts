import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodingArguments } from '../../../../lambda/video/encoding/encoding-command.ts'
import { runFfmpeg } from '../../../../lambda/video/encoding/ffmpeg.ts'
import { type Inspection, inspect } from '../../../../lambda/video/encoding/inspection.ts'
import {
  Clips,
  frameTimes,
  H264,
  type Probe,
  probe,
  stillPicture,
  testPicture,
  testTone,
  topLevelBoxes,
  UNEVEN_VP8,
} from '../clips.ts'

const clips = new Clips()
const signal = new AbortController().signal

beforeAll(() => clips.open())
afterAll(() => clips.close())

interface Encoded {
  directory: string
  video: Inspection
  /** By file name. */
  made: Record<string, Probe>
}

async function encoded(path: string): Promise<Encoded> {
  const directory = await clips.workspace(path)
  const video = await inspect({ directory, signal })
  const exit = await runFfmpeg(encodingArguments(video, 2), { directory, signal })
  expect(exit).toEqual({ code: 0, complaints: [] })
  const files = (await readdir(directory)).filter(file => file !== 'source').sort()
  const probes = await Promise.all(files.map(file => probe(join(directory, file))))
  return {
    directory,
    video,
    made: Object.fromEntries(files.map((file, index) => [file, probes[index] as Probe])),
  }
}

function sizes({ made }: Encoded): Record<string, string> {
  return Object.fromEntries(
    Object.entries(made).map(([file, { width, height }]) => [file, `${width}x${height}`]),
  )
}

describe('an encoded video', () => {
  test('has all renditions that its source reaches, and a poster, as every player takes them', async () => {
    const result = await encoded(
      await clips.make('hd.mp4', ...stillPicture('1280x720'), ...testTone(), ...H264),
    )
    expect(sizes(result)).toEqual({
      '240p.mp4': '426x240',
      '480p.mp4': '852x480',
      '720p.mp4': '1280x720',
      'poster.jpg': '1280x720',
    })
    for (const name of ['240p.mp4', '480p.mp4', '720p.mp4']) {
      expect(result.made[name]).toMatchObject({
        video: expect.stringMatching(/^h264 \(High\) .* yuv420p.*SAR 1:1/),
        audio: expect.stringMatching(/^aac \(LC\) .* 48000 Hz, stereo/),
        framesPerSecond: 25,
        seconds: expect.closeTo(1, 1),
      })
      // ISO/IEC 14496-12: a player that reads from the start needs `moov` before `mdat`.
      expect(await topLevelBoxes(join(result.directory, name))).toEqual(['ftyp', 'moov', 'free', 'mdat'])
    }
    expect(result.made['poster.jpg']?.video).toMatch(/^mjpeg/)
  })

  test('keeps to the bit rate of its step within any two seconds', async () => {
    const { directory } = await encoded(
      await clips.make('rates.mp4', ...testPicture('1280x720', 0.2), ...H264),
    )
    for (const [name, rate] of Object.entries({ '240p': 400, '480p': 1_200, '720p': 3_000 })) {
      // x264 writes its settings into the stream, rates in kbit/s and its buffer in kbit.
      const text = await readFile(join(directory, `${name}.mp4`), 'latin1')
      expect(text).toContain(` vbv_maxrate=${rate} vbv_bufsize=${2 * rate} `)
    }
  })

  test.each([
    ['is below the ladder', '100x61', { 'source.mp4': '100x60' }],
    ['is between two steps', '500x301', { '240p.mp4': '398x240' }],
    ['is a portrait', '480x640', { '240p.mp4': '240x320', '480p.mp4': '480x640' }],
    ['is as small as can be', '16x16', { 'source.mp4': '16x16' }],
    ['is a strip', '2000x16', { 'source.mp4': '2000x16' }],
  ])('is never larger than its source, which %s', async (_, size, renditions) => {
    const path = await clips.make(
      `${size}.mp4`,
      ...[...testPicture(size, 0.2), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'],
    )
    expect(sizes(await encoded(path))).toMatchObject(renditions)
  })

  test('stands upright without a word of rotation in it', async () => {
    const lying = await clips.make('lying.mp4', ...testPicture('640x480', 0.2), ...H264)
    const result = await encoded(
      await clips.make('upright.mp4', '-display_rotation', '90', '-i', lying, '-c', 'copy'),
    )
    expect(sizes(result)).toMatchObject({ '480p.mp4': '480x640' })
    expect(result.made['480p.mp4']?.text).not.toContain('rotation')
  })

  test('has square pixels where its source has others', async () => {
    const path = await clips.make(
      'anamorphic.mp4',
      ...testPicture('720x480', 0.2),
      '-vf',
      'setsar=32/27',
      ...H264,
    )
    const { made } = await encoded(path)
    expect(made['480p.mp4']).toMatchObject({
      width: 852,
      height: 480,
      video: expect.stringContaining('SAR 1:1'),
    })
  })

  test('has no sound where there was none', async () => {
    const { made } = await encoded(await clips.make('silent.mp4', ...testPicture('320x240', 0.2), ...H264))
    expect(made['240p.mp4']?.audio).toBeUndefined()
  })

  test('keeps the times of its frames', async () => {
    const path = await clips.make('uneven.webm', ...testPicture('320x240', 1, 30), ...UNEVEN_VP8)
    const { directory } = await encoded(path)
    const [source, rendition] = await Promise.all([frameTimes(path), frameTimes(join(directory, '240p.mp4'))])
    expect(rendition).toHaveLength(source.length)
    for (const [index, time] of rendition.entries()) expect(time).toBeCloseTo(source[index] ?? Number.NaN, 3)
  })

  // What browsers record: the only frame rate that the file names is that of its milliseconds.
  test('is marked with a level of H.264 that phones play', async () => {
    const path = await clips.make(
      'recorded.webm',
      ...stillPicture('1280x720', 1, 30),
      ...[
        '-vf',
        'settb=1/1000,setpts=N*33+mod(N*N*7\\,13)',
        '-enc_time_base',
        '1/1000',
        '-fps_mode',
        'passthrough',
      ],
      ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'],
    )
    expect((await probe(path)).video).toContain('1k tbr')
    const { directory } = await encoded(path)
    const level = async (file: string) => {
      const content = await readFile(join(directory, file))
      // ISO/IEC 14496-15, AVCDecoderConfigurationRecord: version, profile, compatibility, level.
      return content[content.indexOf('avcC') + 7]
    }
    expect(await Promise.all(['240p.mp4', '480p.mp4', '720p.mp4'].map(level))).toEqual([30, 31, 31])
  })

  test('has at most 60 frames a second', async () => {
    const path = await clips.make('fast.mp4', ...stillPicture('320x240', 1, 120), ...H264)
    const { directory, made } = await encoded(path)
    expect(made['240p.mp4']).toMatchObject({ framesPerSecond: 60, seconds: 1 })
    expect(await frameTimes(join(directory, '240p.mp4'))).toHaveLength(60)
  })

  test('has 60 frames a second where timestamps are rounded to milliseconds', async () => {
    const path = await clips.make(
      'sixty.webm',
      ...stillPicture('320x240', 1, 60),
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
    )
    const { directory, made } = await encoded(path)
    expect(made['240p.mp4']?.framesPerSecond).toBeCloseTo(60, 0)
    expect(await frameTimes(join(directory, '240p.mp4'))).toHaveLength(60)
  })

  test('may be a single frame', async () => {
    expect(
      sizes(await encoded(await clips.make('one.mp4', ...testPicture(), '-frames:v', '1', ...H264))),
    ).toEqual({
      '240p.mp4': '320x240',
      'poster.jpg': '320x240',
    })
  })

  test.each([
    [
      '10 bits',
      ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le'],
      /yuv420p\(/,
    ],
    [
      'high dynamic range',
      [
        ...['-c:v', 'libx265', '-pix_fmt', 'yuv420p10le'],
        ...['-x265-params', 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'],
      ],
      /yuv420p\(tv, bt709/,
    ],
    ['an alpha channel', ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le'], /yuv420p\(/],
  ])('has 8 bits and 4:2:0 where its source has %s', async (name, codec, format) => {
    const path = await clips.make(`${name}.mov`, ...testPicture('320x240', 0.2), ...codec)
    const { made } = await encoded(path)
    expect(made['240p.mp4']?.video).toMatch(format)
  })

  test('has nothing of what the source says about itself', async () => {
    const path = await clips.make(
      'tagged.mp4',
      ...[
        ...testPicture('320x240', 0.2),
        '-metadata',
        'title=holidays',
        '-metadata',
        'location=+48.2082+016.3738/',
      ],
      ...['-metadata', 'comment=ours', ...H264],
    )
    expect((await probe(path)).text).toContain('holidays')
    const { made } = await encoded(path)
    for (const { text } of Object.values(made)) expect(text).not.toMatch(/holidays|48\.2082|ours/)
  })
})
