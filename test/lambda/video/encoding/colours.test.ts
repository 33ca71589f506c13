import { Log } from '../../log.ts'
import { Clips, H264 } from '../clips.ts'
import { coloursOf, encodeClip, expectContract } from '../encoded-clip.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

const COLOURS = [
  [192, 48, 32],
  [32, 176, 64],
  [40, 56, 184],
  [128, 128, 128],
]
/** The middle of each of the four. */
const PLACES = [0.125, 0.375, 0.625, 0.875]

/** The four colours side by side, in RGB. */
function colours(width: number, height: number): string[] {
  const parts = COLOURS.map(
    (rgb, index) =>
      `color=c=0x${Buffer.from(rgb).toString('hex')}:s=${width / 4}x${height}:r=25:d=0.08,format=gbrp[${index}]`,
  )
  return ['-f', 'lavfi', '-i', `${parts.join(';')};[0][1][2][3]hstack=4`]
}

const HD = colours(1280, 720)
const SD = colours(320, 240)
const UNTAGGED = 'setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown:range=unknown'
const LOSSLESS = [...H264, '-qp', '1']

function hevc(colorprim: string, transfer: string, colormatrix: string): string[] {
  const tags = Object.entries({ colorprim, transfer, colormatrix }).filter(([, value]) => value !== '')
  const params = ['log-level=none', 'crf=10', ...tags.map(([name, value]) => `${name}=${value}`)].join(':')
  return ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', params, '-pix_fmt', 'yuv420p10le']
}

/** BT.709 as another kind of colours. */
function to(primaries: string, transfer: string, matrix: string): string[] {
  return [
    '-vf',
    `format=gbrp16,zscale=primariesin=709:transferin=709:primaries=${primaries}:transfer=${transfer}:matrix=${matrix}:range=limited,format=yuv420p10le`,
  ]
}

function shown(path: string): Promise<number[][]> {
  return coloursOf(path, PLACES)
}

describe('every rendition and the poster show the colours of a source', () => {
  test.each<[string, string, string[]]>([
    ['in RGB', 'rgb.mp4', [...HD, '-c:v', 'libx264rgb', '-qp', '1', '-preset', 'ultrafast']],
    [
      'in HD that says nothing, as BT.709',
      'hd.mp4',
      [...HD, '-vf', `scale=out_color_matrix=bt709,format=yuv420p,${UNTAGGED}`, ...LOSSLESS],
    ],
    [
      'in SD that says nothing, as BT.601',
      'sd.mp4',
      [...SD, '-vf', `scale=out_color_matrix=bt601,format=yuv420p,${UNTAGGED}`, ...LOSSLESS],
    ],
    [
      'in full range',
      'full.mp4',
      [
        ...HD,
        '-vf',
        'scale=out_color_matrix=bt709:out_range=full,format=yuv420p',
        ...LOSSLESS,
        '-color_range',
        'pc',
        '-colorspace',
        'bt709',
      ],
    ],
    [
      'in BT.2020 without high dynamic range',
      'bt2020.mov',
      [...SD, ...to('2020', '2020_10', '2020_ncl'), ...hevc('bt2020', 'bt2020-10', 'bt2020nc')],
    ],
    [
      'in BT.2020 with constant luminance',
      'bt2020c.mov',
      [...SD, ...to('2020', '2020_10', '2020_cl'), ...hevc('bt2020', 'bt2020-10', 'bt2020c')],
    ],
    [
      'in BT.601 with its primaries',
      'ntsc.mov',
      [...SD, ...to('170m', '601', '170m'), ...hevc('smpte170m', 'smpte170m', 'smpte170m')],
    ],
    [
      'with the primaries of DCI-P3',
      'p3.mov',
      [...SD, ...to('smpte432', '709', '709'), ...hevc('smpte432', 'bt709', 'bt709')],
    ],
    ['in motion JPEG', 'jpeg.mov', [...SD, '-c:v', 'mjpeg', '-q:v', '2']],
    [
      'in DV, whose lines have a quarter of the colours',
      'dv.mov',
      [...colours(720, 480), '-r', '30000/1001', '-c:v', 'dvvideo', '-pix_fmt', 'yuv411p'],
    ],
  ])('%s', async (_, name, args) => {
    const { renditions, poster } = await encodeClip(clips, await clips.make(name, ...args))
    for (const rendition of renditions) await expectContract(rendition)
    for (const path of [...renditions, poster]) expectColours(await shown(path), COLOURS, 6)
  })

  test.each<[string, string, string[]]>([
    [
      'ProRes',
      'a.mov',
      [
        '-vf',
        'format=yuva444p10le,colorchannelmixer=aa=0.5',
        '-c:v',
        'prores_ks',
        '-profile:v',
        '4',
        '-pix_fmt',
        'yuva444p10le',
      ],
    ],
    [
      'VP9',
      'a.webm',
      [
        '-vf',
        'format=rgba,colorchannelmixer=aa=0.5,format=yuva420p',
        '-c:v',
        'libvpx-vp9',
        '-deadline',
        'realtime',
        '-cpu-used',
        '8',
      ],
    ],
  ])('with transparency in %s, over black', async (_, name, args) => {
    const { renditions, poster } = await encodeClip(clips, await clips.make(name, ...SD, ...args))
    const half = COLOURS.map(colour => colour.map(value => value / 2))
    for (const path of [...renditions, poster]) expectColours(await shown(path), half, 8)
  })

  test('in SD that says nothing and is turned to a portrait, which has many lines', async () => {
    const green = ['-f', 'lavfi', '-i', 'color=c=0x20b040:s=960x540:r=25:d=0.08,format=gbrp']
    const args = ['-vf', `scale=out_color_matrix=bt601,format=yuv420p,${UNTAGGED}`, ...LOSSLESS]
    const lying = await clips.make('lying.mp4', ...green, ...args)
    const path = await clips.make('portrait.mp4', '-display_rotation', '90', '-i', lying, '-c', 'copy')
    const { video, renditions, poster } = await encodeClip(clips, path)
    expect(video).toMatchObject({ width: 540, height: 960 })
    for (const file of [...renditions, poster]) {
      expectColours(await coloursOf(file, [0.5]), [[32, 176, 64]], 6)
    }
  })

  test.each<[string, string, string[]]>([
    ['PQ', 'smpte2084', ['bt2020', 'bt2020nc']],
    ['HLG', 'arib-std-b67', ['bt2020', 'bt2020nc']],
  ])('in %s, whatever it leaves out', async (_, transfer, [primaries = '', matrix = '']) => {
    const whole = [...SD, ...to('2020', transfer, '2020_ncl')]
    const tags = [
      [primaries, matrix],
      ['', matrix],
      [primaries, ''],
      ['', ''],
      [primaries, 'bt2020c'],
    ]
    const results: number[][][] = []
    for (const [index, [prim = '', mat = '']] of tags.entries()) {
      const path = await clips.make(`${transfer}-${index}.mov`, ...whole, ...hevc(prim, transfer, mat))
      const { renditions, poster } = await encodeClip(clips, path)
      for (const rendition of renditions) await expectContract(rendition)
      results.push(...(await Promise.all([...renditions, poster].map(file => shown(file)))))
    }
    const [complete = [], ...others] = results
    // Red stays red, and gray stays gray.
    expect(complete[0]?.[0]).toBeGreaterThan(2 * (complete[0]?.[1] ?? 255))
    expect(Math.max(...(complete[3] ?? [])) - Math.min(...(complete[3] ?? []))).toBeLessThan(6)
    for (const other of others) expectColours(other, complete, 8)
  })

  test('in ICtCp', async () => {
    const tagged = await clips.make(
      'nc.mov',
      ...SD,
      ...to('2020', 'smpte2084', '2020_ncl'),
      ...hevc('bt2020', 'smpte2084', 'bt2020nc'),
    )
    const ictcp = await clips.make(
      'ictcp.mov',
      ...SD,
      ...to('2020', 'smpte2084', 'ictcp'),
      ...hevc('bt2020', 'smpte2084', 'ictcp'),
    )
    const [expected, made] = [await encodeClip(clips, tagged), await encodeClip(clips, ictcp)]
    expectColours(await shown(made.renditions[0] ?? ''), await shown(expected.renditions[0] ?? ''), 10)
  })
})

function expectColours(colours: readonly number[][], expected: readonly number[][], levels: number): void {
  const differences = colours.map((colour, place) =>
    Math.max(...colour.map((value, channel) => Math.abs(value - (expected[place]?.[channel] ?? Number.NaN)))),
  )
  expect({ colours, within: differences.every(difference => difference <= levels) }).toEqual({
    colours,
    within: true,
  })
}
