import fc from 'fast-check'
import { Log } from '../../log.ts'
import { Clips, frameTimes, H264, probe } from '../clips.ts'
import { encodeClip, expectContract } from '../encoded-clip.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

const source = fc.record({
  width: fc.integer({ min: 40, max: 420 }),
  height: fc.integer({ min: 40, max: 420 }),
  rate: fc.constantFrom('5', '24000/1001', '25', '60000/1001', '60'),
  rotation: fc.constantFrom(0, 90, 180, 270),
  pixelAspect: fc.constantFrom('1/1', '4/3', '64/45', '1/2'),
  isInterlaced: fc.boolean(),
  pixelFormat: fc.constantFrom('yuv420p', 'yuv422p10le', 'yuv444p', 'gray', 'yuvj420p'),
  matrix: fc.constantFrom(
    'unspecified',
    'bt709',
    'smpte170m',
    'bt470bg',
    'bt2020nc',
    'bt2020c',
    'ycgco',
    'fcc',
  ),
  primaries: fc.constantFrom('unspecified', 'bt709', 'bt470bg', 'bt2020', 'smpte432', 'film'),
  transfer: fc.constantFrom(
    'unspecified',
    'bt709',
    'gamma28',
    'linear',
    'bt2020-10',
    'smpte2084',
    'arib-std-b67',
  ),
})

type Source = typeof source extends fc.Arbitrary<infer Value> ? Value : never

let made = 0

/** A quarter of a second. */
async function clipOf(it: Source): Promise<string> {
  // The filters of interlacing and the chroma of some formats need even sides.
  const [width, height] = [it.width & ~1, it.height & ~3]
  const upright = await clips.make(
    `source-${++made}.mp4`,
    ...['-f', 'lavfi', '-i', `testsrc2=s=${width}x${Math.max(height, 16)}:r=${it.rate}:d=0.25`],
    ...[
      '-vf',
      `setsar=${it.pixelAspect},format=${it.pixelFormat}`,
      ...H264.slice(0, 4),
      '-pix_fmt',
      it.pixelFormat,
    ],
    ...(it.isInterlaced ? ['-flags', '+ilme+ildct', '-x264-params', 'tff=1'] : []),
    ...['-colorspace', it.matrix, '-color_primaries', it.primaries, '-color_trc', it.transfer],
  )
  return clips.make(
    `turned-${made}.mp4`,
    ...['-display_rotation', String(it.rotation), '-i', upright, '-c', 'copy'],
  )
}

/** The shape that a player shows. */
function shape(it: Source): number {
  const [numerator = 1, denominator = 1] = it.pixelAspect.split('/').map(Number)
  const wide = ((it.width & ~1) / Math.max(it.height & ~3, 16)) * (numerator / denominator)
  return it.rotation % 180 === 0 ? wide : 1 / wide
}

test('whatever the source is, its renditions keep the contract', async () => {
  await fc.assert(
    fc.asyncProperty(source, async it => {
      const path = await clipOf(it)
      const { renditions } = await encodeClip(clips, path)
      const times = await frameTimes(path)
      expect(renditions).not.toEqual([])
      for (const rendition of renditions) {
        await expectContract(rendition)
        const { width, height } = await probe(rendition)
        expect([width % 2, height % 2]).toEqual([0, 0])
        // As exact as even sides allow.
        expect(
          Math.min(Math.abs(width - height * shape(it)), Math.abs(height - width / shape(it))),
        ).toBeLessThan(3)
        const made = await frameTimes(rendition)
        expect(made).toHaveLength(times.length)
        for (const [index, time] of made.entries()) {
          expect(time - (made[0] ?? 0)).toBeCloseTo((times[index] ?? 0) - (times[0] ?? 0), 3)
        }
      }
    }),
    { numRuns: 8, endOnFailure: true },
  )
})
