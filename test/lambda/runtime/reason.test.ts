import { framesOf, reasonOf, withoutAddresses } from '../../../lambda/runtime/reason.ts'

describe('a reason', () => {
  test('is the error by name and text', () => {
    expect(reasonOf(new TypeError('the table is gone'))).toBe('TypeError: the table is gone')
  })

  test('leaves out addresses that other services quote', () => {
    const error = new Error('Email address is not verified: "Ada" <ada@mail.example>, bob@mail.example.')
    expect(reasonOf(error)).toBe('Error: Email address is not verified: "Ada" <<address>>, <address>')
  })

  test('is one line of at most 1,000 characters, as a message attribute wants it', () => {
    expect(reasonOf(new Error(`a\n\u0000b${'c'.repeat(2_000)}`))).toMatch(/^Error: a b[c]+$/)
    expect(reasonOf(new Error('c'.repeat(2_000)))).toHaveLength(1_000)
  })

  // SQS takes neither half of a surrogate pair nor a noncharacter.
  test.each([
    ['an emoji where it is cut', '\u{1F600}'.repeat(2_000), 1],
    ['U+FFFF', `a\uFFFFb ${'\uFFFE'.repeat(10)}`, 0],
    ['a lone surrogate', 'a\uD800b', 0],
    ['a vertical tab', 'a\u000Bb', 0],
  ])('is text that SQS takes, with %s', (_, text, shorter) => {
    for (let before = 0; before < 2; before++) {
      const reason = reasonOf(new Error(' '.repeat(before) + text))
      expect(reason).toMatch(/^[\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u)
      if (shorter) expect(reason.length).toBeGreaterThanOrEqual(1_000 - shorter)
    }
  })

  test.each([
    "o'hara@mail.example",
    'a&b@mail.example',
    '`x`{y}|z/=!#$%*?^~@mail.example',
    'x@münchen.example',
  ])('leaves out all of %s', address => {
    expect(reasonOf(new Error(`no ${address}: refused`))).toBe('Error: no <address>: refused')
  })

  test('does not show half an address that lies where the text is cut', () => {
    const address = `${'a'.repeat(60)}@mail.example`
    const reason = reasonOf(new Error(Array(70).fill(address).join(' ')))
    expect(reason).not.toContain('aaa')
  })

  test('is found for a thrown value that is not an error', () => {
    expect(reasonOf('ada@mail.example')).toBe('NoError: string was thrown')
  })

  // A pattern that looks for addresses from each character on takes 20 minutes for this much: not within a test's time.
  test.each(['x', '@', 'a@', '\u{1F600}', 'a b@c ', ','])(
    'reads only the beginning of a megabyte of %j',
    part => {
      expect(reasonOf(new Error(part.repeat(1_000_000 / part.length))).length).toBeLessThanOrEqual(1_000)
    },
  )
})

describe('of a long text', () => {
  test('4,000 characters are read', () => {
    expect(withoutAddresses('x'.repeat(4_000))).toHaveLength(4_000)
    expect(withoutAddresses(`${'x '.repeat(1_999)}yyz`)).toBe('x '.repeat(1_999))
    expect(withoutAddresses(`${'x '.repeat(1_999)}yy`)).toBe(`${'x '.repeat(1_999)}yy`)
  })

  test('the word at the cut is left out where it may be an address', () => {
    const cutAfter = (word: string) => `${'x'.repeat(3_999 - word.length)} ${word} more`
    expect(withoutAddresses(cutAfter('a'.repeat(319)))).toBe(`${'x'.repeat(3_680)} `)
    expect(withoutAddresses(cutAfter('a'.repeat(320)))).toHaveLength(4_000)
  })
})

describe('the frames of an error', () => {
  test('are those of its stack, without its text', () => {
    const error = new Error('ada@mail.example')
    error.stack = 'Error: ada@mail.example\n  at home\n    at one (a.ts:1:2)\nat two\n    at three (b.ts:3:4)'
    expect(framesOf(error)).toBe('  at home\n    at one (a.ts:1:2)\n    at three (b.ts:3:4)')
  })

  test('are the last 2,000 characters', () => {
    const error = new Error('no')
    const frame = `    at ${'x'.repeat(92)}`
    error.stack = `Error: no\n${Array(30).fill(frame).join('\n')}`
    expect(framesOf(error)?.split('\n')).toEqual(Array(20).fill(frame))
  })

  test('are missing of what has none', () => {
    expect(framesOf('thrown')).toBeUndefined()
    expect(framesOf(Object.assign(new Error('no'), { stack: undefined }))).toBeUndefined()
  })
})
