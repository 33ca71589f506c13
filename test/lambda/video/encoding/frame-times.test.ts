import { Log } from '../../log.ts'
import { Clips, frameTimes, H264, probe, stillPicture, testPicture, testTone } from '../clips.ts'
import { combedFrames, encodeClip, expectContract, soundStarts } from '../encoded-clip.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

const AT_THEIR_TIMES = ['-fps_mode', 'passthrough', '-enc_time_base', '1/90000']

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0))
}

async function timesOf(path: string): Promise<{ source: number[]; renditions: number[][] }> {
  const { renditions } = await encodeClip(clips, path)
  return { source: await frameTimes(path), renditions: await Promise.all(renditions.map(frameTimes)) }
}

describe('a rendition has the frames of its source', () => {
  test('at their times, where a recording is slow and then fast', async () => {
    const path = await clips.make(
      'slow-fast.mp4',
      ...[
        '-f',
        'lavfi',
        '-i',
        "testsrc=s=320x240:r=60:d=3,select='if(lt(t,2),not(mod(n,6)),1)',settb=1/90000",
      ],
      ...[...AT_THEIR_TIMES, ...H264, '-video_track_timescale', '90000'],
    )
    const { source, renditions } = await timesOf(path)
    expect(source).toHaveLength(80)
    for (const times of renditions) {
      expect(times).toHaveLength(80)
      for (const [index, time] of times.entries()) expect(time).toBeCloseTo(source[index] ?? Number.NaN, 3)
    }
  })

  test('except those that come faster than 60 a second, and none more, where a burst is followed by a still', async () => {
    const burst = ['-f', 'lavfi', '-i', 'testsrc=s=320x240:r=100:d=1.2']
    const path = await clips.make('burst.mkv', ...burst, ...testTone(3), ...AT_THEIR_TIMES, ...H264)
    const { source, renditions } = await timesOf(path)
    expect(source).toHaveLength(120)
    for (const times of renditions) {
      expect(times.length).toBeGreaterThanOrEqual(71)
      expect(times.length).toBeLessThanOrEqual(73)
    }
  })

  test('where the sound goes on after fast pictures', async () => {
    const path = await clips.make('fast.mp4', ...stillPicture('320x240', 1, 120), ...testTone(2), ...H264)
    const { video, renditions } = await encodeClip(clips, path)
    expect(await frameTimes(renditions[0] ?? '')).toHaveLength(60)
    expect(video.durationSeconds).toBeCloseTo(2, 1)
  })

  test('where they have no times of their own', async () => {
    const args = [...testPicture('320x240', 1), ...H264, '-bf', '0']
    const path = await clips.make('no-times.mkv', ...args, '-bsf:v', 'setts=pts=NOPTS:dts=DTS')
    const { video, renditions } = await encodeClip(clips, path)
    expect(video.durationSeconds).toBeCloseTo(1, 1)
    expect(await frameTimes(renditions[0] ?? '')).toHaveLength(25)
  })

  test('once each, where two have the same time', async () => {
    const twice = 'setts=pts=trunc(N/2)*2:dts=trunc(N/2)*2'
    const path = await clips.make('twice.mkv', ...testPicture('320x240', 1), '-c:v', 'mjpeg', '-bsf:v', twice)
    const { renditions } = await timesOf(path)
    for (const times of renditions) expect(Math.min(...gaps(times))).toBeGreaterThan(0.01)
  })
})

describe('an interlaced source becomes progressive, a frame for each', () => {
  const INTERLACED = ['-vf', 'tinterlace=interleave_top,fieldorder=tff']
  const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=640x480:r=50:d=1']

  test.each<[string, string, string[]]>([
    ['H.264', 'i.mp4', [...INTERLACED, ...H264, '-flags', '+ilme+ildct', '-x264-params', 'tff=1']],
    ['MPEG-2', 'i.mkv', [...INTERLACED, '-c:v', 'mpeg2video', '-q:v', '3', '-flags', '+ilme+ildct']],
    [
      'HEVC, with a picture for each field',
      'fields.mp4',
      [
        ...['-vf', 'tinterlace=interleave_top,fieldorder=tff,separatefields,format=yuv420p'],
        ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:interlace=tff'],
      ],
    ],
  ])('in %s', async (_, name, args) => {
    const path = await clips.make(name, ...moving, ...args)
    const { video, renditions } = await encodeClip(clips, path)
    expect(video).toMatchObject({ width: 640, height: 480 })
    for (const rendition of renditions) {
      await expectContract(rendition)
      expect(await frameTimes(rendition)).toHaveLength(25)
    }
    expect(await combedFrames(renditions.at(-1) ?? '')).toBeLessThan(5)
  })

  test('in a part of a file of which another is progressive', async () => {
    const parts = [
      await clips.make('part-p.h264', ...testPicture('640x480', 1), ...H264),
      await clips.make(
        'part-i.h264',
        ...moving,
        ...INTERLACED,
        ...H264,
        '-flags',
        '+ilme+ildct',
        '-x264-params',
        'tff=1',
      ),
    ]
    const path = await clips.make(
      'mixed.mkv',
      ...['-r', '25', '-f', 'h264', '-i', `concat:${parts.join('|')}`, '-c', 'copy'],
    )
    const { renditions } = await encodeClip(clips, path)
    expect(await combedFrames(renditions.at(-1) ?? '')).toBeLessThan(5)
    expect((await frameTimes(renditions.at(-1) ?? '')).length).toBeGreaterThanOrEqual(49)
  })
})

describe('the sound is in sync within 45 ms', () => {
  /** A tenth of a second of tone at each full second, but the first. */
  const BEEP = "'if(lt(mod(t,1),0.1)*gt(t,0.5),sin(2*PI*1000*t),0)'"
  const BEEPS = ['-f', 'lavfi', '-i', `aevalsrc=${BEEP}:s=48000:d=6`]
  const picture = stillPicture('320x240', 6, 10)
  const pcm = [...H264, '-c:a', 'pcm_s16le']
  const aac = [...H264, '-c:a', 'aac']

  test.each<[string, string, string[], number[]]>([
    ['as it is', 'plain.mp4', [...picture, ...BEEPS, ...aac], [1, 2, 3, 4, 5]],
    [
      'where it starts late',
      'late.mp4',
      [...picture, '-itsoffset', '1.5', ...BEEPS, '-t', '6', ...aac],
      [2.5, 3.5, 4.5, 5.5],
    ],
    [
      'where the pictures start late',
      'early.mp4',
      ['-itsoffset', '1.5', ...picture, ...BEEPS, ...aac],
      [1, 2, 3, 4, 5],
    ],
    [
      'after a gap',
      'gap.mkv',
      [...picture, ...BEEPS, '-af', "aselect='not(between(t,1.5,3.2))'", ...pcm],
      [1, 4, 5],
    ],
    [
      'after gaps that are too short to hear, and many',
      'gaps.mkv',
      [
        ...picture,
        ...BEEPS,
        '-af',
        "asetnsamples=480,asetpts='PTS+(gt(T,1.5)+gt(T,2.5)+gt(T,3.5))*0.03/TB'",
        ...pcm,
      ],
      [1, 2.03, 3.06, 4.09, 5.09],
    ],
    [
      'where its clock is slow',
      'drift.mkv',
      [...picture, ...BEEPS, '-af', "asetnsamples=480,asetpts='N*1.008'", ...pcm],
      [1.008, 2.016, 3.024, 4.032, 5.04],
    ],
  ])('%s', async (_, name, args, expected) => {
    const { renditions } = await encodeClip(clips, await clips.make(name, ...args))
    expectTimes(await soundStarts(renditions[0] ?? ''), expected)
  })

  test.each<[string, string, string[]]>([
    [
      'first-order ambisonics',
      'ambisonics.webm',
      [
        ...['-f', 'lavfi', '-i', `aevalsrc=${BEEP}|0|0|0:s=48000:d=3:c=ambisonic 1`],
        ...['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-mapping_family', '2'],
      ],
    ],
    [
      'a layout that nobody uses',
      'odd.mov',
      ['-f', 'lavfi', '-i', `aevalsrc=${BEEP}|0:s=48000:d=3:c=FL+LFE`, ...pcm],
    ],
    ['five channels and a subwoofer', 'six.mkv', [...BEEPS, '-ac', '6', ...pcm]],
  ])('of %s, in stereo', async (_, name, args) => {
    const path = await clips.make(name, ...stillPicture('320x240', 3, 10), ...args)
    const { renditions } = await encodeClip(clips, path)
    expect((await probe(renditions[0] ?? '')).audio).toMatch(/^aac \(LC\).* 48000 Hz, stereo/)
    expectTimes(await soundStarts(renditions[0] ?? ''), [1, 2])
  })

  test('where its channels change', async () => {
    const part = (channels: string) =>
      clips.make(`${channels}.ac3`, ...BEEPS, '-t', '3', '-ac', channels, '-c:a', 'ac3')
    const parts = `concat:${await part('6')}|${await part('2')}`
    const path = await clips.make(
      'changing.mkv',
      ...picture,
      '-f',
      'ac3',
      '-i',
      parts,
      ...H264,
      '-c:a',
      'copy',
    )
    const { renditions } = await encodeClip(clips, path)
    expectTimes(await soundStarts(renditions[0] ?? ''), [1, 2, 4, 5])
  })
})

function expectTimes(times: readonly number[], expected: readonly number[]): void {
  expect(times.length).toBeGreaterThanOrEqual(expected.length)
  for (const [index, time] of expected.entries()) {
    expect(Math.abs((times[index] ?? Number.NaN) - time)).toBeLessThan(0.045)
  }
}
