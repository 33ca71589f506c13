import { countries } from '../../../lambda/contracts/country.ts'
import { currencies, minorUnitDigits } from '../../../lambda/contracts/money.ts'
import { placePurchase } from '../../../lambda/contracts/purchases-api.ts'
import { purchaseRequest } from '../examples.ts'

const request = purchaseRequest()
const [item] = request.items

function withItem(changes: object) {
  return { ...request, items: [{ ...item, ...changes }] }
}

function withAddress(changes: object) {
  return { ...request, shipTo: { ...request.shipTo, ...changes } }
}

describe('a request to place a purchase', () => {
  test.each([
    ['the example', request],
    ['a country that no carrier ships to', withAddress({ country: 'AQ' })],
    ['a thing that costs nothing', withItem({ unitPrice: { amount: 0, currency: 'USD' } })],
    [
      'the largest quantity and price',
      withItem({ quantity: 1_000, unitPrice: { amount: 1e9, currency: 'KWD' } }),
    ],
    ['a hundred items', { ...request, items: Array(100).fill(item) }],
    ['the longest address', { ...request, customerEmail: `${'a'.repeat(64)}@b.example` }],
    ['within a visit', { ...request, sessionId: 'visit-1:2026_a.b' }],
    ['a name in another script', withAddress({ name: '山田 太郎' })],
  ])('may be %s', (_, body) => {
    expect(placePurchase.parse(body)).toEqual(body)
  })

  test.each([
    ['null', null],
    ['a list', [request]],
    ['no items', { ...request, items: [] }],
    ['101 items', { ...request, items: Array(101).fill(item) }],
    ['no quantity at all', withItem({ quantity: 0 })],
    ['half a thing', withItem({ quantity: 0.5 })],
    ['1,001 of a thing', withItem({ quantity: 1_001 })],
    ['a price in fractions of a cent', withItem({ unitPrice: { amount: 0.5, currency: 'EUR' } })],
    ['a negative price', withItem({ unitPrice: { amount: -1, currency: 'EUR' } })],
    ['a price as text', withItem({ unitPrice: { amount: '5', currency: 'EUR' } })],
    ['a price beyond reason', withItem({ unitPrice: { amount: 1e9 + 1, currency: 'EUR' } })],
    ['a currency that ISO 4217 does not know', withItem({ unitPrice: { amount: 5, currency: 'XYZ' } })],
    ['a currency in small letters', withItem({ unitPrice: { amount: 5, currency: 'eur' } })],
    ['a total of the client', { ...request, total: { amount: 1, currency: 'GBP' } }],
    ['an e-mail address as customer id', { ...request, customerId: 'ada@mail.example' }],
    ['a customer id that cannot be a message group', { ...request, customerId: 'a'.repeat(129) }],
    ['nobody as customer', { ...request, customerId: 'forgotten' }],
    ['an e-mail address as session', { ...request, sessionId: 'ada@mail.example' }],
    ['an empty session', { ...request, sessionId: '' }],
    ['no e-mail address', { ...request, customerEmail: 'ada' }],
    ['an address that SES refuses', { ...request, customerEmail: `${'a'.repeat(65)}@b.example` }],
    [
      'an e-mail address with a second header in it',
      { ...request, customerEmail: 'a@b.example\r\nBcc: c@d.example' },
    ],
    ['a country that ISO 3166 does not know', withAddress({ country: 'XX' })],
    ['a name of two lines', withAddress({ name: 'Ada\nByron' })],
    ['an empty street', withAddress({ street: '  ' })],
  ])('may not be or have %s', (_, body) => {
    expect(placePurchase.safeParse(body).success).toBe(false)
  })
})

test('knows the 249 countries of ISO 3166-1 and each currency once', () => {
  expect(new Set(countries).size).toBe(249)
  expect(new Set(currencies).size).toBe(currencies.length)
})

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  // CLDR shows neither with decimals; ISO 4217 gives them 3 and 2.
  ['IQD', 3],
  ['HUF', 2],
])('counts %s with %i decimals', (currency, digits) => {
  expect(minorUnitDigits(currency)).toBe(digits)
})
