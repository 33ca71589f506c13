import { encodingSeconds } from '../../../../lambda/video/encoding/encoding-cost.ts'
import { EncoderTooSlow, EncodingForecast } from '../../../../lambda/video/encoding/encoding-forecast.ts'
import { EncodingPace } from '../../../../lambda/video/encoding/encoding-pace.ts'
import type { Inspection } from '../../../../lambda/video/encoding/inspection.ts'
import { TooSlowToEncode } from '../../../../lambda/video/rejections.ts'

/** The default of `encoderMemory`, in vCPUs, and what an invocation has without its reserve, in seconds. */
const PROCESSORS = 3008 / 1769
const AVAILABLE = 880

const memory = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE
afterEach(() => {
  if (memory === undefined) delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE
  else process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = memory
})

interface Kind {
  size: [width: number, height: number]
  rate: number
  seconds: number
  codec?: string
  hdr?: boolean
}

function video({ size: [width, height], rate, seconds, codec = 'h264', hdr = false }: Kind): Inspection {
  return {
    video: {
      ...{ index: 0, kind: 'video', codec, size: { width, height }, isDefault: true },
      ...{ isStill: false, hasAlphaLayer: false, needsDolbyVision: false },
    },
    picture: {
      ...{ width, height, sampleAspectRatio: 1, scan: 'progressive', needsDolbyVision: false },
      ...{ pixelFormat: 'yuv420p', range: 'tv', matrix: 'bt709', primaries: 'bt709' },
      transfer: hdr ? 'arib-std-b67' : 'bt709',
    },
    ...{ width, height, durationSeconds: seconds },
    frameTimes: Float64Array.from({ length: rate * seconds }, (_, frame) => frame / rate),
    ...{ format: { demuxer: 'matroska,webm' }, audio: undefined, soundIsUnreadable: false },
    ...{ isIncomplete: false, mayBeInterlaced: false, isFieldCoded: false },
    ...{ pictureChanges: false, soundChanges: false },
  }
}

const UHD: [number, number] = [3840, 2160]
const HD: [number, number] = [1920, 1080]

describe('the estimate', () => {
  // Processor seconds that the encoder's command took for a second of noisy pictures of each kind.
  test.each<[string, Kind, number]>([
    ['4K60 HLG in HEVC', { size: UHD, rate: 60, seconds: 1, codec: 'hevc', hdr: true }, 4.19],
    ['4K30 in HEVC', { size: UHD, rate: 30, seconds: 1, codec: 'hevc' }, 1.79],
    ['4K30 in H.264', { size: UHD, rate: 30, seconds: 1 }, 1.05],
    ['4K60 in H.264', { size: UHD, rate: 60, seconds: 1 }, 1.71],
    ['1080p60 in H.264', { size: HD, rate: 60, seconds: 1 }, 1.23],
    ['1080p30 in H.264', { size: HD, rate: 30, seconds: 1 }, 0.72],
    ['1080p30 in VP9', { size: HD, rate: 30, seconds: 1, codec: 'vp9' }, 1.07],
    ['1080p30 in AV1', { size: HD, rate: 30, seconds: 1, codec: 'av1' }, 1.11],
    ['1080p30 in ProRes', { size: HD, rate: 30, seconds: 1, codec: 'prores' }, 1.48],
    ['1080p30 in MJPEG', { size: HD, rate: 30, seconds: 1, codec: 'mjpeg' }, 1.17],
    ['720p60 in H.264', { size: [1280, 720], rate: 60, seconds: 1 }, 1.07],
  ])('of %s is what was measured, give or take half', (_, kind, measured) => {
    const ratio = encodingSeconds(video(kind), 1) / measured
    expect(ratio).toBeGreaterThan(0.67)
    expect(ratio).toBeLessThan(1.5)
  })

  test('follows the memory that the function has, up to the processors of the machine', () => {
    const clip = video({ size: HD, rate: 30, seconds: 10 })
    process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '442'
    const quarter = encodingSeconds(clip)
    process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '884'
    expect(quarter / encodingSeconds(clip)).toBeCloseTo(2)
    expect(encodingSeconds(clip)).toBeCloseTo(encodingSeconds(clip, 884 / 1769))
  })

  test('does not count frames to encode that are dropped', () => {
    const slow = encodingSeconds(video({ size: HD, rate: 60, seconds: 10 }), 1)
    const fast = encodingSeconds(video({ size: HD, rate: 240, seconds: 10 }), 1)
    expect(fast).toBeLessThan(4 * slow)
  })
})

describe('a video is encoded or refused before it is', () => {
  test.each<[string, Kind]>([
    ['ten minutes of 4K60', { size: UHD, rate: 60, seconds: 600, codec: 'hevc', hdr: true }],
    ['ten minutes of 4K60 in SDR', { size: UHD, rate: 60, seconds: 600, codec: 'hevc' }],
    ['ten minutes of 1080p240', { size: HD, rate: 240, seconds: 600, codec: 'hevc' }],
  ])('%s: refused', (_, kind) => {
    expect(() => new EncodingForecast(video(kind), AVAILABLE, PROCESSORS).refuseTooSlow()).toThrow(
      TooSlowToEncode,
    )
  })

  test.each<[string, Kind]>([
    ['ten minutes of 4K60 in H.264', { size: UHD, rate: 60, seconds: 600 }],
    ['ten minutes of 1080p30', { size: HD, rate: 30, seconds: 600 }],
    ['ten minutes of 1080p60', { size: HD, rate: 60, seconds: 600, codec: 'hevc' }],
    ['five minutes of 4K60', { size: UHD, rate: 60, seconds: 300, codec: 'hevc', hdr: true }],
  ])('%s: encoded', (_, kind) => {
    expect(() => new EncodingForecast(video(kind), AVAILABLE, PROCESSORS).refuseTooSlow()).not.toThrow()
  })

  test('the uploader is told how long such a video may be', () => {
    const kind: Kind = { size: UHD, rate: 60, seconds: 600, codec: 'hevc', hdr: true }
    const longest = (600 * AVAILABLE) / encodingSeconds(video(kind), PROCESSORS)
    const refusal = new EncodingForecast(video(kind), AVAILABLE, PROCESSORS).reasonOfSlowness()
    expect(refusal).toMatchObject({ rejection: { code: 'too-slow-to-encode' } })
    const [, minutes, seconds] =
      /^A video of 3840×2160 pixels and 60 frames a second may last for about (\d) minutes (\d+) seconds?; this one lasts for 10 minutes\. Send it in parts/.exec(
        refusal.message,
      ) ?? []
    expect(Number(minutes) * 60 + Number(seconds)).toBe(Math.floor(longest))
  })
})

describe('an encoding that is slower than it should be', () => {
  test('is tried once more if the video is far from the limit, because the machine may be at fault', () => {
    const forecast = new EncodingForecast(video({ size: HD, rate: 30, seconds: 60 }), AVAILABLE, PROCESSORS)
    expect(forecast.reasonOfSlowness(true)).toBeInstanceOf(EncoderTooSlow)
    expect(forecast.reasonOfSlowness(false)).toMatchObject({
      rejection: { detail: 'The video takes too long to encode. Try a shorter or smaller one.' },
    })
  })

  test('is refused at once if the video is at the limit', () => {
    const kind: Kind = { size: UHD, rate: 60, seconds: 360, codec: 'hevc', hdr: true }
    expect(new EncodingForecast(video(kind), AVAILABLE, PROCESSORS).reasonOfSlowness(true)).toBeInstanceOf(
      TooSlowToEncode,
    )
  })
})

describe('the pace of an encoding', () => {
  /** When it is given up, in seconds, with a report each second. @param shares how much is encoded by then */
  function givenUpAt(shares: (second: number) => number): number | undefined {
    const pace = new EncodingPace(880)
    for (let second = 0; second < 880; second++) {
      if (pace.isHopeless(Math.min(shares(second), 1), second)) return second
    }
    return undefined
  }

  test('shows in the first twentieth of the time that it cannot end', () => {
    expect(givenUpAt(second => second / 2_000)).toBe(44)
  })

  test('of a machine that does nothing shows it, too', () => {
    expect(givenUpAt(() => 0)).toBe(44)
  })

  test('may be a little too slow at first, because what follows may be easier', () => {
    expect(givenUpAt(second => (second < 300 ? second / 1_200 : 0.25 + (second - 300) / 600))).toBeUndefined()
  })

  test('is not judged by a hard beginning', () => {
    expect(givenUpAt(second => (second < 30 ? second / 9_000 : second / 600))).toBeUndefined()
  })

  test('is not judged if something else, as a slow download, took most of the time', () => {
    const pace = new EncodingPace(880)
    expect(pace.isHopeless(0, 500)).toBe(false)
    expect(pace.isHopeless(0.01, 700)).toBe(false)
  })

  test('is counted anew when the encoding begins again', () => {
    expect(givenUpAt(second => (second < 400 ? second / 500 : (second - 400) / 400))).toBeUndefined()
  })
})
