import { checkNumber, checkProgress } from '../../../lambda/posts/page-bounds.ts'

test('there are 10,000 pages at most', () => {
  expect(() => checkNumber(10_000)).not.toThrow()
  expect(() => checkNumber(10_001)).toThrow('this is page 10001 of the post')
})

// "for type String, the results are returned in order of UTF-8 bytes" (DynamoDB, Query).
test.each([
  ['b', 'a', true],
  ['a', 'a', false],
  ['a', 'b', false],
  ['aa', 'a', true],
  ['a', 'B', true],
  // UTF-16 has them the other way round.
  ['\u{1F600}', '\uFF01', true],
  ['\uFF01', '\u{1F600}', false],
  ['a', undefined, true],
  [undefined, 'a', true],
  [undefined, undefined, true],
])('a page that ends at %j after it began after %j goes on: %s', (last, after, goesOn) => {
  const check = () => checkProgress(7, after, last)
  if (goesOn) expect(check).not.toThrow()
  else expect(check).toThrow('page 7 of the post does not end after the subscriber that it begins after')
})
