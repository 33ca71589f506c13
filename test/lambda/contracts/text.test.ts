import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { publishPost } from '../../../lambda/contracts/posts-api.ts'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { placePurchase } from '../../../lambda/contracts/purchases-api.ts'
import { asText, line, text } from '../../../lambda/contracts/text.ts'
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

  test.each(['', ' ', '\u00a0\u3000'])('may not be blank: %j', value => {
    expect(line(10).safeParse(value).success).toBe(false)
  })

  test('is measured in characters, as people do', () => {
    expect(line(3).safeParse('äöü').success).toBe(true)
    expect(line(3).safeParse('äöüß').success).toBe(false)
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
