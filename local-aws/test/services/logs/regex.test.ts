import fc from 'fast-check'
import { Random } from '../../../src/random.ts'
import { Regex } from '../../../src/services/logs/regex/regex.ts'

/** @own regular expressions that take a time proportional to the text */
test.each<[string, string, (string | undefined)[] | undefined]>([
  ['a(b*)', 'xabbb', ['bbb']],
  ['a(b*?)', 'xabbb', ['']],
  ['(a|ab)(c|bcd)?', 'abcd', ['a', 'bcd']],
  ['(?<one>\\d+)-(?<two>\\d+)?', '12-', ['12', undefined]],
  ['^(\\w+)$', 'line\n', ['line']],
  ['(?m)^(b)$', 'a\nb\nc', ['b']],
  ['(?s)a(.)b', 'a\nb', ['\n']],
  ['a(.)b', 'a\nb', undefined],
  ['(?i)ERR(or)', 'error', ['or']],
  ['(?i:e)(R)', 'ER', ['R']],
  ['(?i:e)(R)', 'Er', undefined],
  ['\\bcat\\b()', 'a cat!', ['']],
  ['\\bcat\\b()', 'concat', undefined],
  ['[^\\d\\s](x)', '1x ax', ['x']],
  ['[a\\-c](x)', '-x', ['x']],
  ['(\\x41\\u0042)', 'AB', ['AB']],
  ['(é+)', 'éé', ['éé']],
  ['(x{2,3})', 'xxxx', ['xxx']],
  ['()', '', ['']],
])('%s in %j', (source, text, groups) => {
  const regex = new Regex(source)

  expect(regex.test(text)).toBe(groups !== undefined)
  expect(regex.groups(text)).toEqual(groups)
})

const atom = fc.constantFrom(
  'a',
  'b',
  '1',
  ' ',
  '.',
  '\\d',
  '\\w',
  '\\S',
  '[a-c]',
  '[^b]',
  '(a|b)',
  '(?:ab|1)',
  '(b+?)',
)
const quantified = fc
  .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{1,2}'))
  .map(parts => parts.join(''))
const part = fc.oneof(
  { weight: 8, arbitrary: quantified },
  { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B', '|') },
)
const source = fc.array(part, { maxLength: 6 }).map(parts => parts.join(''))
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '_', '\nx'), maxLength: 10 })

/** @own regular expressions that take a time proportional to the text */
test("finds what Node.js' regular expressions find, with the same groups", () => {
  fc.assert(
    fc.property(source, text, (expression, searched) => {
      const regex = new Regex(expression)
      const found = new RegExp(expression).exec(searched)
      expect(regex.test(searched)).toBe(found !== null)
      expect(regex.groups(searched)).toEqual(found?.slice(1))
    }),
    { numRuns: 5000 },
  )
})

// Node.js' regular expressions do not come to an end with any of these.
/** @own regular expressions that take a time proportional to the text */
test.each([
  '(a+)+b',
  '(a|a)*b',
  '(\\w+\\s?)*$\\d',
  'a*a*a*a*a*a*b',
  '(.*)(.*)(.*)(.*)x',
  '(a|b)*a(a|b){10}c',
])('%s takes a time proportional to the text', expression => {
  const searched = `${'a'.repeat(100_000)}!`
  const regex = new Regex(`${expression}|(!)?never`)

  expect(regex.test(searched)).toBe(false)
  expect(regex.groups(`${searched}never`)).toBeDefined()
})

/** @own regular expressions that take a time proportional to the text */
test('what would take minutes in one event is given up', () => {
  const random = new Random(1)
  const mixed = Array.from({ length: 300_000 }, () => 'ab'[random.integer(2)]).join('')

  expect(() => new Regex('a[ab]{0,200}x').test(`${mixed}yx`)).toThrow('10000000 steps')
  const slow = new Regex('([ab]{0,200})*y')
  expect(slow.test(`${mixed}y`)).toBe(true)
  expect(() => slow.groups(`${mixed}y`)).toThrow('10000000 steps')
})
