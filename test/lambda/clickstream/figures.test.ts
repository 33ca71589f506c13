import {
  currencyOf,
  FIGURES_DAYS,
  figuresOf,
  isFigure,
  lateFigures,
  sumOf,
} from '../../../lambda/clickstream/figures.ts'
import {
  basketItemAdded,
  productPurchased,
  productViewed,
} from '../../../lambda/contracts/clickstream-events.ts'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { PURCHASE_ID } from '../examples.ts'

const about = {
  id: 'e-1',
  source: 'urn:messaging:test',
  subject: 'skis-3',
  time: '2026-11-29T10:15:30.123Z',
  correlationid: 'c-1',
}
const viewed = cloudEvent(productViewed, about, { sessionId: 's-1', sku: 'skis-3' })
const added = cloudEvent(basketItemAdded, about, { sessionId: 's-1', sku: 'skis-3', quantity: 4 })
const purchased = cloudEvent(productPurchased, about, {
  purchaseId: PURCHASE_ID,
  sku: 'skis-3',
  quantity: 3,
  amount: { amount: 5_997, currency: 'GBP' },
})

test('each event adds its figures', () => {
  expect(figuresOf(viewed)).toEqual(new Map([['views', 1n]]))
  expect(figuresOf(added)).toEqual(new Map([['baskets', 1n]]))
  expect(figuresOf(purchased)).toEqual(
    new Map([
      ['purchases', 1n],
      ['units', 3n],
      ['revenue#GBP', 5_997n],
    ]),
  )
  expect(lateFigures).toEqual(new Map([['late', 1n]]))
})

test('figures add up, beyond the safe integers as well', () => {
  const most = new Map([['units', 2n ** 53n]])
  expect(sumOf([most, figuresOf(purchased), figuresOf(viewed)])).toEqual(
    new Map([
      ['units', 2n ** 53n + 3n],
      ['purchases', 1n],
      ['revenue#GBP', 5_997n],
      ['views', 1n],
    ]),
  )
  expect(sumOf([])).toEqual(new Map())
})

test.each([
  ['views', true, undefined],
  ['baskets', true, undefined],
  ['purchases', true, undefined],
  ['units', true, undefined],
  ['late', true, undefined],
  ['revenue#GBP', true, 'GBP'],
  ['expiresAt', false, undefined],
  ['revenue', false, undefined],
  ['', false, undefined],
])('an attribute %j is a figure: %s', (attribute, expected, currency) => {
  expect(isFigure(attribute)).toBe(expected)
  expect(currencyOf(attribute)).toBe(currency)
})

test('figures are kept for 30 days', () => {
  expect(FIGURES_DAYS).toBe(30)
})
