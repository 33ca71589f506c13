import { medianInterval } from '../../../tools/bench/median-interval.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** Ranks and coverage as in the tables of the sign test: Conover, table A3 (binomial distribution, p = 0.5). */
test.each([
  [6, 1, 6, 0.9688],
  [8, 1, 8, 0.9922],
  [9, 2, 8, 0.9609],
  [15, 4, 12, 0.9648],
  [20, 6, 15, 0.9586],
  [100, 40, 61, 0.9648],
])('of %i values, the %i. and the %i. hold the median with %f', (count, low, high, confidence) => {
  const interval = medianInterval(upTo(count))
  expect(interval).toMatchObject({ low, high })
  expect(interval.confidence).toBeCloseTo(confidence, 4)
})

test('the order of the values is all the same', () => {
  const shuffled = [9, 1, 12, 4, 15, 7, 3, 11, 2, 14, 6, 13, 5, 10, 8]
  expect(medianInterval(shuffled)).toEqual(medianInterval(upTo(15)))
})

test('five values have no interval of 95 %', () => {
  expect(() => medianInterval(upTo(5))).toThrow('5 values have no 95 % interval: take 6 or more.')
})
