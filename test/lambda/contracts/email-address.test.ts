import { bareAddress, emailAddress, mailboxKey } from '../../../lambda/contracts/email-address.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { subscribe } from '../../../lambda/contracts/posts-api.ts'
import { placePurchase } from '../../../lambda/contracts/purchases-api.ts'
import { announceVideo } from '../../../lambda/contracts/videos-api.ts'
import { violationsOf } from '../../../lambda/contracts/violations.ts'
import { PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'

const LABEL = 'a'.repeat(63)

function violations(value: string): string[] {
  const { error } = emailAddress.safeParse(value)
  return error ? violationsOf(error).map(({ detail }) => detail) : []
}

// "the local part of a destination email address … may only contain 7-bit ASCII characters. If the domain part …
// contains non-ASCII characters, they must be encoded using Punycode" (SES, Destination).
describe('an address that SES takes is taken', () => {
  test.each([
    ['a@b.example'],
    ['first.last@mail.example'],
    ['ada+news@mail.example'],
    ['a&b@mail.example'],
    ['x/y=z@mail.example'],
    ['x!y@mail.example'],
    ["o'hara@mail.example"],
    ["!#$%&'*+-/=?^_`{|}~@mail.example"],
    ['-@mail.example'],
    ['_a_@mail.example'],
    ['1@1.example'],
    ['a@xn--mnchen-3ya.example'],
    // No Punycode, of which SES makes no check.
    ['a@xn--abc.example'],
    ['a@double--hyphen.example'],
    ['a@3com.example'],
    ['a@b.c.d.e.f.example'],
    ['a@mail.museum'],
    [`${'a'.repeat(64)}@mail.example`],
    [`a@${LABEL}.example`],
    [`a@${LABEL}.${LABEL}.${LABEL}.${'a'.repeat(60)}`],
  ])('%s', address => {
    expect(violations(address)).toEqual([])
    expect(emailAddress.parse(address)).toBe(address)
  })

  test.each([
    ['Ada.Lovelace@Mail.EXAMPLE', 'Ada.Lovelace@mail.example'],
    ['x@münchen.example', 'x@xn--mnchen-3ya.example'],
    ['x@MÜNCHEN.Example', 'x@xn--mnchen-3ya.example'],
    ['x@xn--MNCHEN-3ya.example', 'x@xn--mnchen-3ya.example'],
    ['x@faß.example', 'x@xn--fa-hia.example'],
    ['x@日本語.jp', 'x@xn--wgv71a119e.jp'],
    ['x@mail。example', 'x@mail.example'],
    ['x@пример.испытание', 'x@xn--e1afmkfd.xn--80akhbyknj4f'],
  ])('%s, as %s', (address, sent) => {
    expect(emailAddress.parse(address)).toBe(sent)
    expect(emailAddress.parse(sent)).toBe(sent)
  })
})

describe('an address that SES refuses is refused, with the rule that it breaks', () => {
  test.each<[string, RegExp]>([
    ['', /e-mail address/],
    ['ada', /e-mail address/],
    ['@mail.example', /e-mail address/],
    ['ada@', /e-mail address/],
    ['a@b@mail.example', /e-mail address/],
    ['ada lovelace@mail.example', /without spaces/],
    [' ada@mail.example', /without spaces/],
    ['Ada <ada@mail.example>', /without a name/],
    ['<ada@mail.example>', /without a name/],
    ['"a b"@mail.example', /without spaces/],
    ['ada@mail.example\r\nBcc: eve@mail.example', /without spaces/],
    ['ada\r\nBcc:eve@mail.example', /without spaces/],
    [`${'a'.repeat(65)}@mail.example`, /at most 64 characters before the @/],
    ['.ada@mail.example', /single dots/],
    ['ada.@mail.example', /single dots/],
    ['a..b@mail.example', /single dots/],
    ['a,b@mail.example', /ASCII/],
    ['a:b@mail.example', /ASCII/],
    ['a(b)@mail.example', /ASCII/],
    ['a\\b@mail.example', /ASCII/],
    ['a\u0000b@mail.example', /ASCII/],
    ['jö@mail.example', /ASCII/],
    ['a\u200bb@mail.example', /ASCII/],
    ['x@foo-.example', /inner hyphens/],
    ['x@-foo.example', /inner hyphens/],
    ['x@ü-.example-', /inner hyphens/],
    [`x@${LABEL}a.example`, /1 to 63/],
    [`x@${'ü'.repeat(60)}.example`, /1 to 63/],
    ['x@mail..example', /labels/],
    ['x@.mail.example', /labels/],
    ['x@mail.example.', /labels/],
    ['x@ma_il.example', /letters, digits/],
    ['x@mü_il.example', /letters, digits/],
    ['x@mail.example/x', /letters, digits/],
    ['x@mül.example/x', /letters, digits/],
    ['x@mül.example#x', /letters, digits/],
    ['x@mül%41.example', /letters, digits/],
    ['x@mail.example:25', /letters, digits/],
    ['x@xn--ü.example', /Punycode|letters, digits/],
    ['x@\u202email.example', /letters, digits/],
    ['x@[192.0.2.1]', /letters, digits/],
    ['x@192.0.2.1', /letters, digits/],
    ['x@１.２.３.４', /letters, digits/],
    ['x@mail.0x1f', /letters, digits/],
    ['x@localhost', /dots/],
    [`x@${LABEL}.${LABEL}.${LABEL}.${'a'.repeat(61)}`, /at most 254/],
    [`${'a'.repeat(64)}@${'ü.'.repeat(80)}example`, /at most 254/],
    [`${'a'.repeat(300_000)}@mail.example`, /at most 254/],
  ])('%j', (address, detail) => {
    expect(violations(address)).toEqual([expect.stringMatching(detail)])
  })
})

describe('the rule is the same wherever an address is taken', () => {
  const { data: _, ...envelope } = purchasePlacedExample()
  const mailTo = (to: unknown) => ({
    ...envelope,
    type: emailRequested.type,
    data: { emailId: PURCHASE_ID, tenant: 'shop', to, subject: 'a', text: 'a' },
  })
  const video = { title: 'Skis', contentType: 'video/mp4', contentLength: 1 }

  test.each([
    ['POST /purchases', placePurchase, (email: string) => ({ ...purchaseRequest(), customerEmail: email })],
    ['POST /videos', announceVideo, (email: string) => ({ ...video, uploaderEmail: email })],
    ['PUT /authors/{id}/subscribers/{subscriber}', subscribe, (email: string) => ({ email })],
    ['the mail queue', emailRequested.schema, mailTo],
  ])('%s', (_route, contract, withAddress) => {
    const parsed = contract.parse(withAddress('a&b@münchen.example'))
    expect(JSON.stringify(parsed)).toContain('"a&b@xn--mnchen-3ya.example"')
    const { error } = contract.safeParse(withAddress('x@foo-.example'))
    expect(error && violationsOf(error)).toEqual([
      { pointer: expect.stringMatching(/mail$|to$/), detail: expect.stringContaining('inner hyphens') },
    ])
  })
})

describe('the key of a mailbox', () => {
  test.each([
    ['Ada@Example.com', 'ADA@example.COM'],
    ['x@münchen.example', 'X@XN--MNCHEN-3YA.example'],
  ])('is the same for %s and %s', (one, other) => {
    expect(mailboxKey(one)).toBe(mailboxKey(other))
  })

  test('is in lower case, as tables have it', () => {
    expect(mailboxKey('Ada@Example.com')).toBe('ada@example.com')
  })

  test.each([
    ['Reader-1', 'reader-1'],
    ['Ada@Not A Domain', 'ada@not a domain'],
    ['', ''],
  ])('of what is no address, such as %j, is the text in lower case', (text, key) => {
    expect(mailboxKey(text)).toBe(key)
  })

  test.each([
    ['first.last@mail.example', 'firstlast@mail.example'],
    ['ada+news@mail.example', 'ada@mail.example'],
    ['ada@mail.example', 'ada@mail2.example'],
  ])('differs for %s and %s', (one, other) => {
    expect(mailboxKey(one)).not.toBe(mailboxKey(other))
  })
})

// RFC 5322, section 3.4: name-addr = [display-name] angle-addr.
test.each([
  ['eve@mail.example', 'eve@mail.example'],
  [' eve@mail.example ', 'eve@mail.example'],
  ['<eve@mail.example>', 'eve@mail.example'],
  ['Eve <eve@mail.example>', 'eve@mail.example'],
  ['Eve <eve@mail.example> ', 'eve@mail.example'],
  ['"Eve, E." <Eve@mail.example>', 'Eve@mail.example'],
  ['"Eve <adam@mail.example>" <eve@mail.example>', 'eve@mail.example'],
  ['=?UTF-8?Q?=C3=88ve?= <eve@mail.example>', 'eve@mail.example'],
])('the address in %s', (mailbox, address) => {
  expect(bareAddress(mailbox)).toBe(address)
})
