import fc from 'fast-check'
import { NumberList } from '../../../../src/services/logs/insights/aggregates/number-list.ts'
import { mergeSort } from '../../../../src/services/logs/insights/merge-sort.ts'
import type { Slices } from '../../../../src/services/logs/insights/stages/stage.ts'

/** Does all slices of the work at once. */
function result<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}

/** @own sorting in slices */
test('each rank of a list of numbers is what sorting finds there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), { minLength: 1 }),
      numbers => {
        const ranked = numbers.map((_, rank) => {
          const list = new NumberList()
          for (const number of numbers) list.add(number)
          return result(list.ranked(rank))
        })
        expect(ranked.map(number => number + 0)).toEqual(
          numbers.toSorted((a, b) => a - b).map(number => number + 0),
        )
      },
    ),
  )
})

/** @own sorting in slices */
test('sorting in slices is stable, as sorting at once is', () => {
  const sizes = [0, 1, 1023, 1024, 1025, 5000]
  for (const size of sizes) {
    const items = Array.from({ length: size }, (_, index) => ({ key: (index * 7919) % 97, index }))
    const compare = (a: { key: number }, b: { key: number }) => a.key - b.key
    expect(result(mergeSort(items, compare))).toEqual(items.toSorted(compare))
  }
})
