import type { Random } from '../../src/random.ts'

const LONG = 'a'.repeat(100_000)

/** JSON texts that members are replaced with; some cannot be written by `JSON.stringify`. */
const ODD_JSON: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '""',
  '" "',
  '"NaN"',
  '"Infinity"',
  '"1"',
  '"true"',
  '"\\ud800"',
  '"\\u0000\\ufffe\\u001b"',
  '"%ff%00%"',
  '"../../etc/passwd"',
  '"__proto__"',
  '"constructor"',
  '"arn:"',
  '"arn:aws:sqs:us-east-1:000000000000:"',
  '"arn:aws:::::::"',
  '"http://"',
  '"http://127.0.0.1/"',
  '"{"',
  '"{}"',
  '"[]"',
  '"null"',
  '"[null]"',
  '"{\\"a\\":null}"',
  '"{\\"Statement\\":null}"',
  '"{\\"Statement\\":[null]}"',
  '"{\\"widgets\\":[null]}"',
  '"{ $.a = %(a+)+$% }"',
  '"%a*a*a*a*a*a*a*b%"',
  '"*a*a*a*a*a*a*a*a*b"',
  '"(a+)+$"',
  '"${${"',
  '"((((((((((((((((((((((((((("',
  '"2026-13-45T99:99:99Z"',
  '"AAAA"',
  '"not base64!"',
  '[]',
  '[null]',
  '[[]]',
  '["a"]',
  '[{}]',
  '["a","a"]',
  '{}',
  '{"a":null}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"toString":1,"length":-1,"then":"a"}',
  `"${LONG}"`,
  `[${Array.from({ length: 2000 }, () => '"a"').join(',')}]`,
  `{${Array.from({ length: 2000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  `"${'{\\"a\\":'.repeat(2000)}1${'}'.repeat(2000)}"`,
  `1${'0'.repeat(400)}`,
]

/** Texts for forms, elements, headers and paths. */
const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1.5',
  '1e999',
  'NaN',
  'null',
  'true',
  '%',
  '%ff',
  '%00',
  '../..',
  '*',
  '*a*a*a*a*a*a*a*b',
  '__proto__',
  'constructor',
  'toString',
  '{',
  '{}',
  '[null]',
  '{"a":null}',
  '{"a":[{"anything-but":null}]}',
  '{"a":[{"numeric":[]}]}',
  '{"Statement":[null]}',
  '99999999999999999999',
  'Thu, 99 Foo 2026 99:99:99 GMT',
  'bytes=9-1',
  'bytes=-',
  '"',
  '&lt;',
  'ä',
  'a'.repeat(5000),
]

export function oddJson(random: Random): string {
  return pick(ODD_JSON, random)
}

export function oddText(random: Random): string {
  return pick(ODD_TEXTS, random)
}

/** @throws RangeError if there is nothing to pick */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random.integer(items.length)]
  if (item === undefined) throw new RangeError('There is nothing to pick.')
  return item
}
