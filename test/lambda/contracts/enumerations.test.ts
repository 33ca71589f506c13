import * as z from 'zod/mini'
import { dependencies } from '../../../lambda/contracts/dependency.ts'
import { currencies, minorUnitDigits } from '../../../lambda/contracts/money.ts'
import { isPipeline } from '../../../lambda/contracts/objective.ts'
import { cancellationCode } from '../../../lambda/contracts/purchase-events.ts'
import { rejectionCode, renditionName, videoContentType } from '../../../lambda/contracts/video.ts'

/** Words that clients, alarms or stored messages know: each stays. Readers take others, too, from later releases. */
const openSets: [what: string, schema: z.ZodMiniType, words: string[]][] = [
  ['a rendition', renditionName, ['240p', '480p', '720p', 'source']],
  ['a cancellation', cancellationCode, ['no-carrier']],
  [
    'a rejection',
    rejectionCode,
    [
      'empty',
      'too-large',
      'not-a-video',
      'wrong-content-type',
      'truncated',
      'damaged',
      'no-video-stream',
      'unsupported-codec',
      'dolby-vision-only',
      'too-long',
      'frame-too-small',
      'frame-too-large',
      'too-slow-to-encode',
      'encoder-failed',
    ],
  ],
]

describe.each(openSets)('%s', (_, schema, words) => {
  test.each([...words, 'later'])('may be %s', word => {
    expect(schema.parse(word)).toBe(word)
  })

  test('has these examples in the JSON Schema', () => {
    expect(z.toJSONSchema(schema)).toMatchObject({ examples: words })
  })

  // It is logged, and a part of links and keys.
  test.each(['', 'a b', 'a/b', 'a@b', '<b>', 'é'])('may not be %j', word => {
    expect(schema.safeParse(word).success).toBe(false)
  })
})

const enumerations: [what: string, schema: z.ZodMiniType, words: string[]][] = [
  [
    'the content type of a video',
    videoContentType,
    [
      'video/mp4',
      'video/quicktime',
      'video/webm',
      'video/x-matroska',
      'video/x-m4v',
      'video/3gpp',
      'video/3gpp2',
      'video/matroska',
    ],
  ],
]

describe.each(enumerations)('%s', (_, schema, words) => {
  test.each(words)('may be %s', word => {
    expect(schema.parse(word)).toBe(word)
  })

  test.each(['', 'other', `x${words[0]}`, `${words[0]}x`])('may not be %j', word => {
    expect(schema.safeParse(word).success).toBe(false)
  })
})

// RFC 9110, section 8.3.1: type and subtype are case-insensitive, and parameters follow a semicolon.
test.each(['VIDEO/MP4', 'video/mp4;', 'video/mp4 ; codecs="avc1"', 'video/mp4\t;a=b'])(
  'a content type may be written %j',
  contentType => {
    expect(videoContentType.parse(contentType)).toBe(contentType)
  },
)

test.each(['video/mp4 codecs', ' video/mp4', 'video/mp4;\n', 'video/mp4;ä', 'video/mp4,video/webm'])(
  'a content type may not be written %j',
  contentType => {
    expect(videoContentType.safeParse(contentType).success).toBe(false)
  },
)

test('dependencies have the names by which alarms know them', () => {
  expect(dependencies).toEqual(['dynamodb', 'kinesis', 'kms', 's3', 'ses', 'sns', 'sqs', 'release', 'other'])
})

test.each([
  ['shop', true],
  ['video', true],
  ['posts', true],
  ['mail', true],
  ['clickstream', true],
  ['lake', false],
  ['toString', false],
])('a domain with an objective: %s: %s', (name, expected) => {
  expect(isPipeline(name)).toBe(expected)
})

// ISO 4217, the column "Minor unit" of its list one.
describe('the currencies whose minor unit is not a hundredth', () => {
  const withDigits = (digits: number) => currencies.filter(code => minorUnitDigits(code) === digits).join(' ')

  test('some have none', () => {
    expect(withDigits(0)).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF')
  })

  test('some have thousandths', () => {
    expect(withDigits(3)).toBe('BHD IQD JOD KWD LYD OMR TND')
  })
})
