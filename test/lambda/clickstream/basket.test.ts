import fc from 'fast-check'
import {
  type BasketChange,
  type BasketItem,
  changed,
  contentsOf,
  EMPTY,
  MOST_ITEMS,
} from '../../../lambda/clickstream/baskets/basket.ts'

/** Copies of an event have its key and time; they arrive at different times. */
const item: fc.Arbitrary<BasketItem> = fc
  .record({ id: fc.nat(80), ahead: fc.nat(5), delay: fc.nat(20) })
  .map(({ id, ahead, delay }) => {
    const time = id % 40
    return {
      key: `visit#${id}`,
      sku: `sku-${id % 3}`,
      quantity: 1,
      time,
      putAt: Math.min(time, time - ahead + delay),
    }
  })

const change: fc.Arbitrary<BasketChange> = fc.record({
  items: fc.array(item, { maxLength: 20 }),
  purchasedAt: fc.constantFrom(0, 0, 5, 17, 30),
})

const after = (changes: readonly BasketChange[]) => changes.reduce(changed, EMPTY)

test('a basket is the same in whatever order its events come, and however often', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 12 }),
      (changes, again) => {
        const repeated = again.flatMap(index => changes[index] ?? [])
        const once = after(changes)
        expect(after([...repeated, ...changes])).toEqual(once)
        expect(after([...changes.toReversed(), ...repeated])).toEqual(once)
        const all = { items: changes.flatMap(({ items }) => items), purchasedAt: once.purchasedAt }
        expect(after([all])).toEqual(once)
      },
    ),
  )
})

test('a purchase settles what was put there before it, and what is put there later is another basket', () => {
  const at = (time: number) => ({ key: `visit#${time}`, sku: 'skis-3', quantity: 1, time, putAt: time })
  const basket = after([{ items: [at(1), at(2), at(4)], purchasedAt: 2 }])
  expect(contentsOf(basket).map(({ time }) => time)).toEqual([4])
})

test('what was bought is not in the basket, though it is remembered by the clock of a visitor who is ahead', () => {
  const ahead = { key: 'visit#1', sku: 'skis-3', quantity: 1, time: 9, putAt: 3 }
  const later = { key: 'visit#2', sku: 'lamp-7', quantity: 1, time: 8, putAt: 7 }
  const basket = after([{ items: [ahead, later], purchasedAt: 5 }])
  expect(contentsOf(basket)).toEqual([later])
})

test('of many items the latest are remembered', () => {
  const items = Array.from({ length: 200 }, (_, time) => ({
    key: `visit#${time}`,
    sku: 'skis-3',
    quantity: 1,
    time: time + 1,
    putAt: time + 1,
  }))
  const { items: kept } = after([{ items, purchasedAt: 0 }])
  expect(kept).toHaveLength(MOST_ITEMS)
  expect(kept[0]?.time).toBe(200)
})
