import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { publishPost } from '../../../lambda/contracts/posts-api.ts'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { placePurchase } from '../../../lambda/contracts/purchases-api.ts'
import { asText, line, text, title } from '../../../lambda/contracts/text.ts'
import { announceVideo } from '../../../lambda/contracts/videos-api.ts'
import { violationsOf } from '../../../lambda/contracts/violations.ts'
import { purchasePlacedExample, purchaseRequest } from '../examples.ts'

// "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. Any characters not included in this
// list are rejected" (SQS, SendMessage).
const REFUSED = [0x0, 0x8, 0xb, 0xc, 0xe, 0x1f, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe, 0xffff]
const TAKEN = [0x20, 0x7e, 0x7f, 0x80, 0x9f, 0xa0, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0x10000, 0x1fffe, 0x10ffff]
const NOT_A_LINE = [...REFUSED, 0x9, 0xa, 0xd, 0x7f, 0x80, 0x9f, 0x2028, 0x2029]

const show = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
/** `fromCodePoint` gives a lone surrogate for one. */
const around = (code: number) => `a${String.fromCodePoint(code)}b`

describe('text', () => {
  test.each(REFUSED.map(code => [show(code), around(code)]))('may not have %s', (_, value) => {
    expect(text(10).safeParse(value).success).toBe(false)
    expect(text(10).safeParse(asText(value)).success).toBe(true)
  })

  test.each([...TAKEN, 0x9, 0xa, 0xd].map(code => [show(code), around(code)]))('may have %s', (_, value) => {
    expect(text(10).parse(value)).toBe(value)
    expect(asText(value)).toBe(value)
  })

  test('has one space for all refused characters in a row', () => {
    expect(asText('a\0\u0001\uFFFEb\0c')).toBe('a b c')
  })

  test('is measured in bytes, as services measure it', () => {
    expect(text(6).safeParse('\u{1F600}ab').success).toBe(true)
    expect(text(6).safeParse('\u{1F600}abc').success).toBe(false)
    expect(violationsOf(errorOf(text(6), 'ääää'))).toEqual([
      { pointer: '#', detail: 'must be at most 6 bytes long in UTF-8' },
    ])
  })
})

describe('a line', () => {
  test.each(NOT_A_LINE.map(code => [show(code), around(code)]))('may not have %s', (_, value) => {
    expect(line(10).safeParse(value).success).toBe(false)
  })

  test.each(['Ada', '山田 太郎', '\u{1F600}', 'a\u00a0b'])('may be %s', value => {
    expect(line(10).parse(value)).toBe(value)
  })

  test.each(['', ' ', '\u00a0\u3000', '\ufeff'])('may not be blank: %j', value => {
    expect(line(10).safeParse(value).success).toBe(false)
  })

  // UAX #44, Default_Ignorable_Code_Point: "invisible unless explicitly supported".
  test.each(
    [[0x200b], [0x200b, 0x20, 0x200d], [0x2060], [0xad], [0x3164], [0x2800], [0xfe0f], [0x200e]].map(
      codes => [codes.map(show).join(' '), String.fromCodePoint(...codes)],
    ),
  )('may not be only what shows nothing: %s', (_, value) => {
    expect(violationsOf(errorOf(line(10), value))).toEqual([
      { pointer: '#', detail: 'must have at least one visible character' },
    ])
  })

  test.each(['a\u200bb', '\u{1F468}\u200d\u{1F469}', '\u05d0\u200f!', 'ﷺ', '\u2764\ufe0f'])(
    'may have such characters among others: %s',
    value => {
      expect(line(10).parse(value)).toBe(value)
    },
  )

  test('is measured in characters, as people do', () => {
    expect(line(3).safeParse('äöü').success).toBe(true)
    expect(line(3).safeParse('äöüß').success).toBe(false)
  })
})

describe('a title', () => {
  test.each(
    [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(c => [show(c), around(c)]),
  )('may not turn the words around it with %s', (_, value) => {
    expect(violationsOf(errorOf(title(10), value))).toEqual([
      { pointer: '#', detail: expect.stringContaining('change the direction of text') },
    ])
  })

  test.each(['שלום', 'مرحبا', 'a\u200fb', 'Ski & fun'])('may be %s', value => {
    expect(title(10).parse(value)).toBe(value)
  })
})

/** What SNS takes and SQS does not; a 202 for it would be a message that nobody gets. */
const LOST = 'Ada\uffff'
const shipTo = purchaseRequest().shipTo
const post = { authorId: 'grace', title: 'On compilers', text: 'They are fun.' }
const video = { title: 'Skis', uploaderEmail: 'a@b.example', contentType: 'video/mp4', contentLength: 1 }

describe('text that a person writes', () => {
  test.each([
    ['#/shipTo/name', placePurchase, { ...purchaseRequest(), shipTo: { ...shipTo, name: LOST } }],
    ['#/shipTo/street', placePurchase, { ...purchaseRequest(), shipTo: { ...shipTo, street: LOST } }],
    ['#/shipTo/city', placePurchase, { ...purchaseRequest(), shipTo: { ...shipTo, city: LOST } }],
    ['#/shipTo/postalCode', placePurchase, { ...purchaseRequest(), shipTo: { ...shipTo, postalCode: LOST } }],
    ['#/title', publishPost, { ...post, title: LOST }],
    ['#/text', publishPost, { ...post, text: LOST }],
    ['#/title', announceVideo, { ...video, title: LOST }],
  ])('is refused at %s where SQS would refuse the message, in words', (pointer, contract, body) => {
    const [violation, ...more] = violationsOf(errorOf(contract, body))
    expect(more).toEqual([])
    expect(violation).toEqual({ pointer, detail: expect.stringContaining('U+FFFF') })
  })
})

test.each([
  ['#/title', publishPost, { ...post, title: 'evil \u202eexe.txt' }],
  ['#/title', publishPost, { ...post, title: '\u200b\u200b' }],
  ['#/text', publishPost, { ...post, text: '\u200b\n' }],
  ['#/title', announceVideo, { ...video, title: '\u202e' }],
  ['#/title', announceVideo, { ...video, title: '\u2060' }],
  ['#/shipTo/name', placePurchase, { ...purchaseRequest(), shipTo: { ...shipTo, name: '\u2060' } }],
])(
  'text at %s that readers would not see, or that turns the words around it, is refused',
  (pointer, contract, body) => {
    const violations = violationsOf(errorOf(contract, body))
    expect(violations.length).toBeGreaterThan(0)
    for (const violation of violations) {
      expect(violation).toEqual({ pointer, detail: expect.stringMatching(/visible|direction/) })
    }
  },
)

describe('text in an envelope', () => {
  const event = purchasePlacedExample()

  test.each(['id', 'source', 'subject', 'correlationid'])(
    'in %s keeps to the same rule and 256 bytes',
    attribute => {
      const accepts = (value: string) =>
        purchasePlaced.schema.safeParse({ ...event, [attribute]: value }).success
      expect(accepts('a'.repeat(256))).toBe(true)
      expect(accepts('a'.repeat(257))).toBe(false)
      expect(accepts('ä'.repeat(129))).toBe(false)
      expect(accepts('a\u0000')).toBe(false)
      expect(accepts(LOST)).toBe(false)
    },
  )
})

test.each(['subject', 'text', 'html'])('a mail whose %s SQS would refuse is none', member => {
  const data = {
    emailId: purchasePlacedExample().id,
    tenant: 'shop',
    to: 'a@b.example',
    subject: 'a',
    text: 'a',
  }
  const { data: _, ...envelope } = purchasePlacedExample()
  const mail = (changes: object) => ({
    ...envelope,
    type: emailRequested.type,
    data: { ...data, ...changes },
  })
  expect(emailRequested.schema.safeParse(mail({})).success).toBe(true)
  expect(emailRequested.schema.safeParse(mail({ [member]: LOST })).success).toBe(false)
})

function errorOf(
  contract: { safeParse(value: unknown): { error?: Parameters<typeof violationsOf>[0] } },
  value: unknown,
): Parameters<typeof violationsOf>[0] {
  const { error } = contract.safeParse(value)
  if (error) return error
  throw new Error('The value was accepted.')
}
