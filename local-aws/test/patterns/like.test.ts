import { compileLike, isLike } from '../../src/patterns/like.ts'

/** @documented IAM User Guide, IAM JSON policy elements: Condition operators: what * and ? match in StringLike */
test.each<[pattern: string, matching: string[], others: string[]]>([
  ['', [''], ['a']],
  ['abc', ['abc'], ['', 'ab', 'abcd', 'xabc', 'ABC']],
  ['?', ['a', '?', '*'], ['', 'ab']],
  ['??', ['ab'], ['a', 'abc']],
  ['a?c', ['abc', 'a?c'], ['ac', 'abbc', 'xbc']],
  ['*', ['', 'a', 'abc'], []],
  ['**', ['', 'a', 'abc'], []],
  ['a*', ['a', 'abc'], ['', 'ba']],
  ['*c', ['c', 'abc'], ['', 'ca']],
  ['a*c', ['ac', 'abc', 'acbc'], ['a', 'c', 'ab', 'acb', 'xac']],
  ['*?', ['a', 'ab'], ['']],
  ['*ab?ab', ['abxab', 'ababxab', 'ab-abxab'], ['abab', 'abxabx']],
  ['a*b*c', ['abc', 'a-b-b-c', 'abcbc'], ['acb', 'ac', 'abcb']],
])('%j', (pattern, matching, others) => {
  const compiled = compileLike(pattern)
  const both = (text: string) => [compiled(text), isLike(text, pattern)]
  for (const text of matching) expect({ text, like: both(text) }).toEqual({ text, like: [true, true] })
  for (const text of others) expect({ text, like: both(text) }).toEqual({ text, like: [false, false] })
})
