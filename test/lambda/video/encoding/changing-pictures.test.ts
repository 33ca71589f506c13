import { Log } from '../../log.ts'
import { Clips, frameTimes, H264, probe, testPicture } from '../clips.ts'
import { coloursOf, encodeClip, expectContract } from '../encoded-clip.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8']

/** As a browser records a window whose size changes: a second of each size, with a white bar on the left half. */
async function recorded(name: string, ...sizes: readonly string[]): Promise<string> {
  const parts: string[] = []
  for (const size of sizes) {
    const white = `color=gray:s=${size}:r=25:d=1,drawbox=w=iw/2:color=white:t=fill`
    parts.push(await clips.make(`${name}-${size}.webm`, '-f', 'lavfi', '-i', white, ...VP8))
  }
  const list = await clips.write(`${name}.txt`, parts.map(part => `file '${part}'\n`).join(''))
  return clips.make(`${name}.webm`, '-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy')
}

describe('a video whose picture changes its size', () => {
  test('is as large as its largest picture, which others fit into with black bars', async () => {
    const path = await recorded('grows', '160x120', '640x480', '240x480')
    const { video, renditions, poster } = await encodeClip(clips, path)
    expect(video).toMatchObject({ width: 640, height: 480 })
    expect(renditions).toHaveLength(2)
    for (const rendition of renditions) {
      await expectContract(rendition)
      expect(await frameTimes(rendition)).toHaveLength(75)
    }
    const largest = renditions.at(-1) ?? ''
    const [left = [], right = []] = await coloursOf(largest, [0.1, 0.9])
    expect(left[0]).toBeGreaterThan(245)
    expect(right[0]).toBeGreaterThan(110)
    // Of 640 columns, the last picture has the 240 in the middle.
    const [bar = [], white = [], gray = [], other = []] = await coloursOf(largest, [0.1, 0.4, 0.6, 0.9], 2.5)
    expect([bar[0], other[0]].every(value => (value ?? 255) < 8)).toBe(true)
    expect(white[0]).toBeGreaterThan(245)
    expect(gray[0]).toBeLessThan(140)
    expect(await probe(poster)).toMatchObject({ width: 640, height: 480 })
  })

  test('may become smaller', async () => {
    const { renditions } = await encodeClip(clips, await recorded('shrinks', '640x480', '160x120'))
    expect(await Promise.all(renditions.map(async path => (await probe(path)).height))).toEqual([240, 480])
    expect(await frameTimes(renditions[0] ?? '')).toHaveLength(50)
  })

  test('in H.264, too', async () => {
    const parts = [
      await clips.make('small.h264', ...testPicture('320x240', 1), ...H264, '-bf', '0'),
      await clips.make('large.h264', ...testPicture('640x480', 1), ...H264, '-bf', '0'),
    ]
    const args = ['-r', '25', '-f', 'h264', '-i', `concat:${parts.join('|')}`, '-c', 'copy']
    const { renditions } = await encodeClip(clips, await clips.make('grows.mkv', ...args))
    expect(await Promise.all(renditions.map(async path => (await probe(path)).height))).toEqual([240, 480])
    expect(await frameTimes(renditions[0] ?? '')).toHaveLength(50)
  })
})
