import { PictureLog } from '../../../../lambda/video/encoding/first-frames.ts'

/** As ffmpeg's filter `showinfo` logs a frame. */
const FRAME =
  'n:   0 pts:      0 pts_time:0       duration:    512 duration_time:0.04    fmt:yuv420p10le cl:left sar:4/3 s:640x480 i:B iskey:1 type:I '
const COLOURS = 'color_range:tv color_space:bt2020nc color_primaries:bt2020 color_trc:smpte2084'

function metadata(profile: number, range: number): string {
  return `    rpu_type=2; rpu_format=18; vdr_rpu_profile=${profile}; vdr_rpu_level=0; bl_video_full_range_flag=${range}; bl_bit_depth=10; `
}

test('a picture is read from what showinfo logs of it', () => {
  const log = new PictureLog()
  log.read(FRAME)
  expect(log.read(COLOURS)).toEqual({
    width: 640,
    height: 480,
    sampleAspectRatio: 4 / 3,
    scan: 'bottom-first',
    needsDolbyVision: false,
    pixelFormat: 'yuv420p10le',
    range: 'tv',
    matrix: 'bt2020nc',
    primaries: 'bt2020',
    transfer: 'smpte2084',
  })
})

test.each([
  [0, 1, true],
  [0, 0, false],
  [1, 0, false],
])(
  'metadata of Dolby Vision with profile %i and range %i needs its colours: %s',
  (profile, range, needed) => {
    const log = new PictureLog()
    log.read(FRAME)
    expect(log.read(metadata(profile, range))?.needsDolbyVision).toBe(needed)
  },
)
