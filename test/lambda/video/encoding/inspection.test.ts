import { readFile } from 'node:fs/promises'
import { type Inspection, inspect } from '../../../../lambda/video/encoding/inspection.ts'
import { VideoRejected } from '../../../../lambda/video/rejections.ts'
import { Clips, H264, testPicture, testTone, UNEVEN_VP8 } from '../clips.ts'

const clips = new Clips()
let base: string

beforeAll(async () => {
  await clips.open()
  base = await clips.make('base.mp4', ...testPicture(), ...testTone(), ...H264, '-movflags', 'faststart')
})
afterAll(() => clips.close())

async function inspected(path: string): Promise<Inspection> {
  const directory = await clips.workspace(path)
  return inspect({ directory, signal: new AbortController().signal })
}

/** The code of the refusal, or what was found out. */
async function refusal(path: string): Promise<unknown> {
  return inspected(path).catch(error => (error instanceof VideoRejected ? error.rejection.code : error))
}

function even(times: Float64Array): number[] {
  return Array.from(times, time => Math.round(time * 1_000))
}

describe('an upload is taken', () => {
  test('as MP4 with H.264 and AAC', async () => {
    expect(await inspected(base)).toMatchObject({
      format: { demuxer: 'mov,mp4,m4a,3gp,3g2,mj2' },
      width: 320,
      height: 240,
      audio: { index: 1 },
      picture: { transfer: 'unknown' },
    })
  })

  test.each([
    [
      'HEVC in 10 bits in QuickTime',
      'h.mov',
      ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'],
    ],
    ['ProRes with sound as it comes from a camera', 'p.mov', ['-c:v', 'prores_ks', '-c:a', 'pcm_s16le']],
    [
      'VP9 and Opus in WebM',
      'v9.webm',
      ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'],
    ],
    [
      'VP8 and Vorbis in WebM',
      'v8.webm',
      ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libvorbis'],
    ],
    ['AV1 in Matroska', 'a.mkv', ['-c:v', 'libsvtav1', '-preset', '12', '-c:a', 'libopus']],
    ['MPEG-4 in fragments', 'f.mp4', ['-c:v', 'mpeg4', '-movflags', 'frag_keyframe+empty_moov']],
  ])('as %s', async (_, name, codecs) => {
    const path = await clips.make(name, ...testPicture('160x120'), ...testTone(), ...codecs)
    expect(await inspected(path)).toMatchObject({ width: 160, height: 120, audio: { index: 1 } })
  })

  test.each([
    ['MJPEG and 32-bit PCM', 'j.mov', '320x240', ['-c:v', 'mjpeg', '-c:a', 'pcm_s32le']],
    ['MPEG-1 and MP2', 'm1.mkv', '320x240', ['-c:v', 'mpeg1video', '-c:a', 'mp2']],
    ['DV', 'd.mov', '720x576', ['-c:v', 'dvvideo', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le']],
    ['MPEG-2 and DTS', 'm2.mkv', '320x240', ['-c:v', 'mpeg2video', '-c:a', 'dca', '-strict', '-2']],
    [
      'DNxHR',
      'dn.mov',
      '1280x720',
      ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_hq', '-pix_fmt', 'yuv422p', '-c:a', 'pcm_f32le'],
    ],
    [
      'H.263 and AMR, as old phones record them',
      'p.3gp',
      '176x144',
      ['-c:v', 'h263', '-c:a', 'libopencore_amrnb', '-ar', '8000', '-ac', '1'],
    ],
  ])('as %s', async (_, name, size, codecs) => {
    const path = await clips.make(name, ...testPicture(size, 0.4), ...testTone(0.4), ...codecs)
    const [width, height] = size.split('x').map(Number)
    expect(await inspected(path)).toMatchObject({ width, height, audio: { index: 1 } })
  })

  test('without sound', async () => {
    const path = await clips.make('silent.mp4', '-i', base, '-an', '-c', 'copy')
    expect(await inspected(path)).toMatchObject({ audio: undefined })
  })

  test('turned as the file says', async () => {
    const path = await clips.make('turned.mp4', '-display_rotation', '90', '-i', base, '-c', 'copy')
    expect(await inspected(path)).toMatchObject({ width: 240, height: 320 })
  })

  test('with its pixels made square', async () => {
    const path = await clips.make('anamorphic.mp4', ...testPicture(), '-vf', 'setsar=4/3', ...H264)
    expect(await inspected(path)).toMatchObject({ width: 427, height: 240 })
  })

  test('with the times of its frames, however uneven', async () => {
    const path = await clips.make('uneven.webm', ...testPicture('64x64', 1, 30), ...UNEVEN_VP8)
    const { frameTimes, durationSeconds } = await inspected(path)
    expect(even(frameTimes).slice(0, 5)).toEqual([0, 44, 88, 99, 143])
    expect(durationSeconds).toBeCloseTo(1, 1)
  })

  test('as it was trimmed, without the frames that are there only for others to be decoded', async () => {
    const whole = await clips.make('whole.mp4', ...testPicture('64x64', 4), ...H264, '-g', '250')
    const path = await clips.make('trimmed.mp4', '-ss', '3', '-i', whole, '-c', 'copy')
    const { frameTimes, durationSeconds } = await inspected(path)
    expect(frameTimes).toHaveLength(25)
    expect(durationSeconds).toBeCloseTo(1, 1)
  })

  test('that starts late, as what was recorded from the middle of something', async () => {
    const path = await clips.make('late.mkv', '-i', base, '-c', 'copy', '-output_ts_offset', '1000')
    const { durationSeconds } = await inspected(path)
    expect(durationSeconds).toBeCloseTo(1, 1)
  })

  test.each(['smpte2084', 'arib-std-b67'])('in high dynamic range (%s)', async transfer => {
    const colours = `log-level=none:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`
    const path = await clips.make(
      `${transfer}.mp4`,
      ...[
        ...testPicture('64x64', 0.2),
        '-c:v',
        'libx265',
        '-x265-params',
        colours,
        '-pix_fmt',
        'yuv420p10le',
      ],
    )
    expect(await inspected(path)).toMatchObject({ picture: { transfer } })
  })
})

describe('an upload that lost its end is taken as far as it goes', () => {
  test('with the index in front', async () => {
    expect(await inspected(await clips.cut(base, 0.6))).toMatchObject({
      isIncomplete: true,
      durationSeconds: expect.closeTo(0.5, 0),
    })
  })

  test('in the middle of a cluster of Matroska', async () => {
    const path = await clips.make('whole.mkv', ...testPicture('320x240', 4), ...H264)
    const { durationSeconds, isIncomplete } = await inspected(await clips.cut(path, 0.5))
    expect(isIncomplete).toBe(true)
    expect(durationSeconds).toBeGreaterThan(1)
    expect(durationSeconds).toBeLessThan(3)
  })
})

describe('an upload is refused', () => {
  test.each([
    ['not a byte', '', 'empty'],
    ['text', 'Once upon a time there was a video.', 'not-a-video'],
    ['a zip archive', Buffer.from('504b0304140000000800', 'hex'), 'not-a-video'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-video'],
    ['a photograph in the same format', 'AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWlj', 'not-a-video'],
    ['a playlist that names other files', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'not-a-video'],
    ['a script that joins other files', "ffconcat version 1.0\nfile '/etc/passwd'\n", 'not-a-video'],
    ['the first box and then nothing', 'AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t', 'truncated'],
  ])('that is %s', async (_, content, code) => {
    const bytes =
      typeof content === 'string' && content.startsWith('AAAA') ? Buffer.from(content, 'base64') : content
    expect(await refusal(await clips.write('upload', bytes))).toBe(code)
  })

  test('that is only sound, or sound with a cover', async () => {
    const sound = await clips.make('sound.mp4', '-i', base, '-vn', '-c', 'copy')
    const cover = await clips.make('cover.png', ...testPicture(), '-frames:v', '1')
    const covered = await clips.make(
      'covered.mp4',
      ...[
        '-i',
        sound,
        '-i',
        cover,
        '-map',
        '0',
        '-map',
        '1',
        '-c',
        'copy',
        '-disposition:v:0',
        'attached_pic',
      ],
    )
    expect([await refusal(sound), await refusal(covered)]).toEqual(['no-video-stream', 'no-video-stream'])
  })

  test('that lost its end, and the index with it', async () => {
    const path = await clips.make('index-last.mp4', '-i', base, '-c', 'copy')
    expect(await refusal(await clips.cut(path, 0.9))).toBe('truncated')
  })

  test('with a codec that is not on the list', async () => {
    const path = await clips.make('old.mkv', ...testPicture(), '-c:v', 'huffyuv')
    expect(await refusal(path)).toBe('unsupported-codec')
  })

  test.each([
    [5, 0, 'dolby-vision-only'],
    [8, 1, undefined],
  ])('in Dolby Vision profile %i, compatible with %i: %s', async (profile, compatibility, code) => {
    const path = await clips.make(
      'hevc.mp4',
      ...[...testPicture('64x64', 0.2), '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'],
      ...['-c:v', 'libx265', '-x265-params', 'log-level=none'],
    )
    const dolbyVision = withDolbyVision(await readFile(path), profile, compatibility)
    const refused = await refusal(await clips.write('dolby-vision.mp4', dolbyVision))
    expect(typeof refused === 'string' ? refused : undefined).toBe(code)
  })

  test('that lasts longer than ten minutes', async () => {
    const path = await clips.make('long.mp4', ...testPicture('16x16', 601, 1), ...H264)
    expect(await refusal(path)).toBe('too-long')
  })

  test.each([
    ['1×1', '1x1', 'frame-too-small'],
    ['14×2000', '14x2000', 'frame-too-small'],
    ['5000×100', '5000x100', 'frame-too-large'],
    ['4096×4096', '4096x4096', 'frame-too-large'],
  ])('with a picture of %s', async (_, size, code) => {
    const path = await clips.make(
      `${size}.mp4`,
      ...['-f', 'lavfi', '-i', `color=s=16x16:r=5:d=0.2,format=yuv444p,scale=${size.replace('x', ':')}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast'],
    )
    expect(await refusal(path)).toBe(code)
  })

  test('whose pictures cannot be decoded', async () => {
    const content = await readFile(base)
    content.fill(0xa5, content.indexOf('mdat') + 4)
    expect(await refusal(await clips.write('noise.mp4', content))).toBe('damaged')
  })
})

/**
 * Adds the configuration of Dolby Vision to the only sample description of a file with the index at its end (Dolby
 * Vision Streams Within the ISO Base Media File Format, 3.2).
 */
function withDolbyVision(file: Buffer, profile: number, compatibility: number): Buffer {
  const box = Buffer.alloc(32)
  box.writeUInt32BE(box.length)
  box.write('dvcC', 4)
  box.writeUInt16BE(0x01_00, 8)
  // Profile, level 1, and flags: with metadata, without an enhancement layer, with a base layer.
  box.writeUInt16BE((profile << 9) | (1 << 3) | 0b101, 10)
  box.writeUInt8(compatibility << 4, 12)
  const at = file.indexOf('hvcC') - 4
  for (const parent of ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'hvc1']) {
    const start = file.lastIndexOf(parent, at) - 4
    file.writeUInt32BE(file.readUInt32BE(start) + box.length, start)
  }
  return Buffer.concat([file.subarray(0, at), box, file.subarray(at)])
}
