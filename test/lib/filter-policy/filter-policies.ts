/** Any policy, also what the type of the constructs would not take. */
export type AnyPolicy = Record<string, unknown>

export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const key = (...values: unknown[]) => ({ key: values })
const keys = (...names: string[]) => Object.fromEntries(names.map(name => [name, ['x']]))
const wildcards = (count: number, pattern: (index: number) => string) =>
  key(...numbers(count).map(index => ({ wildcard: pattern(index) })))

/** What SNS takes, up to its limits. */
export const taken: AnyPolicy[] = [
  {},
  key('text', '', 1, -1.5, true, false, null),
  key(1e9, -1e9, 0.12345, 999_999_999.12345),
  key({ prefix: 'a' }, { suffix: 'b' }, { 'equals-ignore-case': 'c' }, { prefix: '' }),
  key({ exists: true }),
  key({ exists: false }, 'x'),
  key({ numeric: ['=', 1] }, { numeric: ['<', 1e9] }, { numeric: ['<=', 1] }),
  key({ numeric: ['>', -1e9] }, { numeric: ['>=', 0.00001] }),
  key({ numeric: ['>', 0, '<=', 150] }, { numeric: ['>=', 5, '<', 10] }),
  key({ 'anything-but': 'a' }, { 'anything-but': 1 }, { 'anything-but': ['a', 'b'] }),
  key(
    { 'anything-but': [1, -1e9] },
    { 'anything-but': { prefix: 'a' } },
    { 'anything-but': { wildcard: '*a' } },
  ),
  key({ cidr: '10.0.0.0/24' }, { cidr: '10.0.0.7/32' }, { cidr: '2001:db8::/128' }, { cidr: '0.0.0.0/0' }),
  key({ wildcard: '*a*b*' }, { wildcard: 'a' }, { wildcard: String.raw`\**\\\*` }),
  wildcards(10, index => `*${index}`),
  wildcards(3, index => `*${index}*a*`),
  keys('a', 'b', 'c', 'd', 'e'),
  { data: { a: [1], b: [1], c: { d: [1], e: [1], f: [1] } } },
  { data: { $or: [keys('a', 'b'), keys('a', 'c'), keys('b', 'c')] }, type: ['x'] },
  { ...wildcards(8, index => `*${index}`), other: numbers(6).map(index => ({ wildcard: `*${index}` })) },
  { $or: [keys('a', 'b', 'c'), keys('c', 'd', 'e')] },
  { a: numbers(15), b: numbers(10) },
  { a: { b: { c: numbers(4) } }, d: { e: [1, 2, 3] } },
  { $or: [{ a: numbers(75) }, { b: numbers(75) }] },
  { 'a.b': ['x'], a: { c: ['y'] } },
  { prefix: ['a property of this name'] },
  { key: ['x'.repeat(256 * 1024 - 12)] },
]

/** What SNS refuses, and with which words synthesis does. */
export const refused: [policy: AnyPolicy, words: string][] = [
  [{ data: { key: 'x' } }, `Its filter policy has 'x' for "data.key". List what it may be: ['x'].`],
  [{ key: null }, `has null for "key". List what it may be: [null].`],
  [{ key: [] }, 'lists no value for "key". List one, or leave the property out.'],
  [{ key: {} }, 'has no property in "key". Name a property in it, or leave it out.'],
  [{ $or: [{ a: [1] }, {}] }, 'has no property in "$or". Name a property'],
  [
    key(['x']),
    `has [ 'x' ] for "key": SNS compares with strings, numbers, true, false and null. List one of these, or an operator.`,
  ],
  [key(numbers(11)), 'has [ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 1 more item ] for "key": SNS compares'],
  [{ key: 'x'.repeat(101) }, `has '${'x'.repeat(100)}'... 1 more character for "key".`],
  [key({}), 'has {} for "key": an object holds exactly one operator. List an object for each.'],
  [key({ prefix: 'a', suffix: 'b' }), `has { prefix: 'a', suffix: 'b' } for "key": an object holds exactly`],
  [
    key({ prefx: 'a' }),
    `has { prefx: 'a' } for "key": SNS has no operator "prefx". Use one of anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard.`,
  ],
  [key({ constructor: 'a' }), 'SNS has no operator "constructor".'],
  [
    key({ exists: 'true' }),
    `has { exists: 'true' } for "key": 'true' is neither true nor false. Write true or false, without quotation marks.`,
  ],
  [key({ prefix: 100 }), 'has { prefix: 100 } for "key": 100 is not a string. Write one string.'],
  [key({ suffix: ['a', 'b'] }), "[ 'a', 'b' ] is not a string."],
  [key({ 'equals-ignore-case': null }), 'null is not a string.'],
  [
    { data: { total: { amount: [{ numeric: ['>=', 2e9] }] } } },
    `has { numeric: [ '>=', 2000000000 ] } for "data.total.amount": 2000000000 is not from -1000000000 to 1000000000. Compare a number in a larger unit, or a string.`,
  ],
  [key({ numeric: ['>=', -1e9 - 1] }), '-1000000001 is not from -1000000000 to 1000000000.'],
  [
    key({ numeric: ['>='] }),
    `has { numeric: [ '>=' ] } for "key": [ '>=' ] is not one or two pairs of a comparison and a number. Write it like ['>=', 100] or ['>', 0, '<=', 150].`,
  ],
  [key({ numeric: [] }), '[] is not one or two pairs'],
  [key({ numeric: '>= 5' }), "'>= 5' is not one or two pairs"],
  [key({ numeric: ['>', 20, '<'] }), "[ '>', 20, '<' ] is not one or two pairs"],
  [key({ numeric: ['>', 20, '<', 30, '<', 50] }), 'is not one or two pairs'],
  [key({ numeric: ['=>', 5] }), "'=>' is not a comparison. Use one of =, <, <=, >, >=."],
  [key({ numeric: [5, '>'] }), '5 is not a comparison.'],
  [key({ numeric: ['>=', Number.NEGATIVE_INFINITY] }), '-Infinity is not a number.'],
  [key({ numeric: ['=', '5'] }), "'5' is not a number. Write a number, without quotation marks."],
  [
    key({ numeric: ['>=', 10, '<', 5] }),
    'its lower end 10 is not below its upper end 5. Swap them, or use = for one number.',
  ],
  [key({ numeric: ['>=', 5, '<=', 5] }), 'its lower end 5 is not below its upper end 5.'],
  [
    key({ numeric: ['<', 5, '>', 1] }),
    "[ '<', 5, '>', 1 ] does not go from a lower end (>, >=) to an upper one (<, <=). Write it like ['>', 0, '<=', 150].",
  ],
  [key({ numeric: ['>', 1, '>', 2] }), 'does not go from a lower end'],
  [key({ numeric: ['=', 1, '<', 2] }), 'does not go from a lower end'],
  [
    key({ 'anything-but': true }),
    "has { 'anything-but': true } for \"key\": true cannot be excluded. Write a string, a number, several of one type, { prefix: 'a' } or { wildcard: '*a' }.",
  ],
  [key({ 'anything-but': null }), 'null cannot be excluded.'],
  [key({ 'anything-but': [] }), '[] is not a list of values of one type. Write a string, a number'],
  [key({ 'anything-but': ['a', 1] }), "[ 'a', 1 ] is not a list of values of one type."],
  [key({ 'anything-but': [true] }), 'true is neither a string nor a number. Write a string, a number'],
  [key({ 'anything-but': 2e9 }), '2000000000 is not from'],
  [key({ 'anything-but': [2e9] }), '2000000000 is not from'],
  [key({ 'anything-but': { exists: false } }), '{ exists: false } is neither a prefix nor a wildcard.'],
  [key({ 'anything-but': {} }), '{} is neither a prefix nor a wildcard.'],
  [
    key({ 'anything-but': { prefix: '' } }),
    "the prefix '' is not a string with at least one character. Write it like { prefix: 'a' }.",
  ],
  [key({ 'anything-but': { prefix: 5 } }), 'the prefix 5 is not a string with at least one character.'],
  [key({ 'anything-but': { wildcard: 'a**' } }), "'a**' has two wildcards in a row."],
  [
    key({ cidr: '10.0.0.0' }),
    `has { cidr: '10.0.0.0' } for "key": '10.0.0.0' is not a block of IP addresses. Write an address and its mask: '10.0.0.0/24'.`,
  ],
  [key({ cidr: '10.0.0/24' }), "'10.0.0/24' is not a block"],
  [key({ cidr: '10.0.0.0/33' }), "'10.0.0.0/33' is not a block"],
  [key({ cidr: '2001:db8::/129' }), "'2001:db8::/129' is not a block"],
  [key({ cidr: '10.0.0.0/24/1' }), 'is not a block'],
  [key({ cidr: '10.0.0.0/x' }), 'is not a block'],
  [key({ cidr: ['10.0.0.0/8'] }), "[ '10.0.0.0/8' ] is not a block"],
  [
    key({ wildcard: '*a*b*c*' }),
    `has { wildcard: '*a*b*c*' } for "key": '*a*b*c*' has 4 wildcards. Use at most 3, or prefix and suffix.`,
  ],
  [
    key({ wildcard: 'a**b' }),
    "'a**b' has two wildcards in a row. Write one: it stands for any number of characters.",
  ],
  [
    key({ wildcard: String.raw`a\b` }),
    String.raw`'a\\b' has a backslash before neither * nor another backslash. Write \\ for a backslash, that is '\\\\' in TypeScript.`,
  ],
  [key({ wildcard: 'a\\' }), 'has a backslash before neither'],
  [key({ wildcard: 5 }), '5 is not a string.'],
  [
    { $or: [{ a: [1] }] },
    'has 1 alternative in "$or", which SNS then takes for a property\'s name. Give it two, or write the one without $or.',
  ],
  [{ $or: [{ exactly: ['a'] }, { key: ['b'] }] }, 'has a property "exactly" in an alternative of "$or"'],
  [{ 'a.b': ['x'], a: { b: ['y'] } }, 'has "a.b" twice, with dots and nested. List all values in one.'],
  [keys('a', 'b', 'c', 'd', 'e', 'f'), 'has 6 keys: a, b, c, d, e, f. Use at most 5.'],
  [{ ...keys('a', 'b', 'c', 'd', 'e'), $or: [{ a: [1] }, { b: [1] }] }, 'has 6 keys: a, b, c, d, e, $or.'],
  [
    { a: numbers(151) },
    'has 151 combinations of values (their number × their depth, for each property). Use at most 150: list fewer values, or subscribe a second queue.',
  ],
  [{ a: numbers(16), b: numbers(10) }, 'has 160 combinations'],
  [{ a: { b: numbers(76) } }, 'has 152 combinations'],
  [{ $or: [{ a: numbers(75) }, { b: numbers(76) }] }, 'has 151 combinations'],
  [{ key: ['x'.repeat(256 * 1024 - 11)] }, 'has 262145 bytes. Use at most 262144.'],
]

/**
 * What the local AWS takes, and perhaps SNS: it matches something else than what is meant, or the documentation does
 * not have it.
 */
export const refusedHere: [policy: AnyPolicy, words: string][] = [
  [key(Number.NaN), 'has NaN for "key": NaN is not a number. Write a number, without quotation marks.'],
  [{ key: undefined }, 'has undefined for "key". List what it may be: [undefined].'],
  [key(undefined), 'SNS compares with strings, numbers, true, false and null.'],
  [key(2e9), '2000000000 is not from -1000000000 to 1000000000.'],
  [
    key({ numeric: ['=', 0.123456] }),
    '0.123456 has more than 5 digits after the point. Round it, or compare a number in a smaller unit.',
  ],
  [key(0.1 + 0.2), '0.30000000000000004 has more than 5 digits'],
  [
    { amount: { numeric: ['>=', 100] } },
    `has { numeric: [ '>=', 100 ] } for "amount", which SNS takes for a property "amount.numeric". List the operator: [{ numeric: [ '>=', 100 ] }]. Write 'amount.numeric' for a property of that name.`,
  ],
  [{ type: { 'anything-but': ['a'] } }, 'which SNS takes for a property "type.anything-but".'],
  [{ $or: { a: [1] } }, 'for "$or", which SNS then takes for a property\'s name. List two or more objects'],
  [{ $or: ['a', 'b'] }, `has [ 'a', 'b' ] for "$or", which SNS then takes for a property's name.`],
  [
    { $or: [{ prefix: 'a' }, { suffix: 'b' }] },
    'has a property "prefix" in an alternative of "$or", which SNS then takes for a property\'s name. An alternative holds properties, and these hold operators.',
  ],
  [
    { data: keys('a', 'b', 'c', 'd', 'e', 'f') },
    'has 6 keys: data.a, data.b, data.c, data.d, data.e, data.f. Use at most 5.',
  ],
  [{ $or: [keys('a', 'b', 'c'), keys('d', 'e', 'f')] }, 'has 6 keys: a, b, c, d, e, f. Use at most 5.'],
  [
    wildcards(11, index => `*${index}`),
    'has 121 points of wildcard complexity (for each property: the points of its patterns × their number). Use at most 100: fewer patterns, or one wildcard in each.',
  ],
  [wildcards(4, index => `*${index}*a*`), 'has 144 points'],
  [{ $or: [wildcards(11, index => `*${index}`), keys('a')] }, 'has 121 points'],
  [
    { ...wildcards(8, index => `*${index}`), other: numbers(7).map(index => ({ wildcard: `*${index}` })) },
    'has 113 points',
  ],
  [key(...numbers(8).map(index => ({ 'anything-but': { wildcard: `*${index}` } }))), 'has 128 points'],
  [
    key({ 'anything-but': { suffix: 'ball' } }),
    "{ suffix: 'ball' } is neither a prefix nor a wildcard. Write a string, a number, several of one type, { prefix: 'a' } or { wildcard: '*a' }. '*a' stands for the suffix 'a'.",
  ],
  [key({ 'anything-but': { prefix: ['a', 'b'] } }), "the prefix [ 'a', 'b' ] is not a string"],
]
