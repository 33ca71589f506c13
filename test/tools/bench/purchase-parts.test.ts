import { timeByPart } from '../../../tools/bench/purchase-parts.ts'

test("the functions' time between two readings, by what it was for", () => {
  const before = new Map([
    ['shop-buying', 100],
    ['mail-mailer', 50],
    ['clickstream-purchases', 10],
    ['posts-publish', 1_000],
  ])
  const after = new Map([
    ['shop-buying', 300],
    ['shop-history', 70],
    ['mail-mailer', 80],
    ['clickstream-purchases', 40],
    ['clickstream-trends', 20],
    ['posts-publish', 9_000],
  ])
  expect(timeByPart(before, after, 10)).toEqual({ shop: 30, bridge: 3, trends: 2 })
})
