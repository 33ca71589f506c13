import { type ObjectFilter, overlap } from '../../../lib/constructs/object-filter.ts'

const cases: [boolean, ObjectFilter, ObjectFilter][] = [
  [true, { prefix: 'in/' }, { prefix: 'in/' }],
  [true, { prefix: 'in/' }, { prefix: 'in/urgent/' }],
  [true, { prefix: '' }, { prefix: 'in/' }],
  [false, { prefix: 'in/' }, { prefix: 'out/' }],
  [false, { prefix: 'in/', suffix: '.jpg' }, { prefix: 'out/', suffix: '.jpg' }],
  [false, { prefix: 'in/', suffix: '.jpg' }, { prefix: 'in/', suffix: '.png' }],
  [true, { prefix: 'in/', suffix: '.jpg' }, { prefix: 'in/', suffix: 'g' }],
  [true, { prefix: 'in/', suffix: '.jpg' }, { prefix: 'in/urgent/' }],
]

// "You can't have overlapping prefixes or suffixes … unless the prefixes do not overlap" (S3, Filtering by object key name)
test.each(cases)('overlap is %s: %j, %j', (expected, one, other) => {
  expect(overlap(one, other)).toBe(expected)
  expect(overlap(other, one)).toBe(expected)
})
