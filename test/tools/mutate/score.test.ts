import { wilson } from '../../../tools/mutate/score.ts'

test.each([
  // Of the usual example, 8 of 10.
  [8, 10, 0.4902, 0.9433],
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [0, 0, 0, 1],
])('%i of %i: the 95 %% interval by Wilson', (hits, trials, from, to) => {
  const interval = wilson(hits, trials)
  expect(interval.from).toBeCloseTo(from, 4)
  expect(interval.to).toBeCloseTo(to, 4)
})
