import type { PersonalData, Sealed } from '../../../lambda/contracts/sealed.ts'
import { open, seal } from '../../../lambda/shop/sealing.ts'

const data: PersonalData = {
  customerEmail: 'ada@mail.example',
  shipTo: { name: 'Ada Byron', street: '12 Square', city: 'Łódź', postalCode: 'SW1Y 4JH' },
}
const bound = { purchaseId: '01920000-0000-7000-8000-000000000001', customerId: 'customer-1' }
const key = { keyId: '01920000-0000-7000-8000-00000000aaaa', key: Buffer.alloc(32, 1) }

test('what is sealed opens with its key, for its purchase', () => {
  const sealed = seal(data, bound, key)
  expect(sealed.keyId).toBe(key.keyId)
  expect(open(sealed, bound, key)).toEqual(data)
})

test('nothing of it can be seen, and no two are alike', () => {
  const [one, other] = [seal(data, bound, key), seal(data, bound, key)]
  const bytes = Object.values(one).map(text => Buffer.from(text, 'base64url').toString())
  for (const text of [data.customerEmail, ...Object.values(data.shipTo)]) {
    for (const seen of [...bytes, JSON.stringify(one)]) expect(seen).not.toContain(text)
  }
  expect(other.nonce).not.toBe(one.nonce)
  expect(other.text).not.toBe(one.text)
})

const OTHER = { ...key, key: Buffer.alloc(32, 2) }
const flip = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`

test.each<[string, (sealed: Sealed) => () => unknown]>([
  ['another key', sealed => () => open(sealed, bound, OTHER)],
  ['another purchase', sealed => () => open(sealed, { ...bound, purchaseId: key.keyId }, key)],
  ['another customer', sealed => () => open(sealed, { ...bound, customerId: 'customer-2' }, key)],
  ['a changed text', sealed => () => open({ ...sealed, text: flip(sealed.text) }, bound, key)],
  ['a changed tag', sealed => () => open({ ...sealed, tag: flip(sealed.tag) }, bound, key)],
  ['a shorter tag', sealed => () => open({ ...sealed, tag: sealed.tag.slice(0, 6) }, bound, key)],
  ['a changed nonce', sealed => () => open({ ...sealed, nonce: flip(sealed.nonce) }, bound, key)],
])('%s does not open it', (_, opening) => {
  expect(opening(seal(data, bound, key))).toThrow(
    'the sealed data was changed, or belongs to another purchase',
  )
})

test('content that is no such data is a broken contract, without the content', () => {
  const sealed = seal({ ...data, customerEmail: 'nobody' }, bound, key)
  expect(() => open(sealed, bound, key)).toThrow('the sealed data breaks its contract: #/customerEmail')
})
