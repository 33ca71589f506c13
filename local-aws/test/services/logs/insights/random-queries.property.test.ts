import fc from 'fast-check'
import { AwsError } from '../../../../src/aws-error.ts'
import { QueryPlan } from '../../../../src/services/logs/insights/plan.ts'
import { QueryRun } from '../../../../src/services/logs/insights/query-run.ts'
import type { LogStream } from '../../../../src/services/logs/log-group.ts'

const NOW = Date.UTC(2026, 0, 1)

const stream: LogStream = {
  name: 's',
  creationTime: NOW,
  firstEventTimestamp: undefined,
  lastEventTimestamp: undefined,
  lastIngestionTime: undefined,
}

const MESSAGES = [
  '',
  'plain text user=ann, method:GET',
  '{"a":1,"b":"two","c":{"d":[1,{"e":"f"}]},"g":null,"h":true}',
  '{"a":"10","b":"9007199254740993","__proto__":{"x":1},"a.b":{"c":0}}',
  '{"a":-1e308,"b":1e308,"c":[1e999]} trailing',
  '{"a": broken',
  `${'['.repeat(20_000)}`,
  `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  'REPORT RequestId: 8af8ed70-d252-4c8e-98c3-e7de57c51ed9\tDuration: 1.5 ms\tBilled Duration: x ms\tMemory Size: 128 MB',
  '\ud800 lone, 😀 pair, \u0000',
  'a'.repeat(2000),
]

const sources = [
  {
    log: '000000000000:/a',
    events: MESSAGES.map((message, index) => ({
      timestamp: NOW + index * 60_000,
      ingestionTime: NOW,
      message,
      stream,
      sequence: index,
      uuidMarks: undefined,
    })),
  },
]

/** Runs the query to its end; gives the code of the error that refuses it. */
function outcome(query: string): string {
  let plan: QueryPlan
  try {
    plan = new QueryPlan(query, NOW)
  } catch (error) {
    if (error instanceof AwsError) return error.code
    throw error
  }
  const run = new QueryRun(plan)
  for (const _ of run.slices(sources));
  return run.results.every(fields => fields.every(({ value }) => typeof value === 'string'))
    ? 'Complete'
    : 'a value that is no text'
}

const field = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'c.d.0',
    'c.d.1.e',
    'deep',
    '`a.b`',
    '@message',
    '@timestamp',
    '@duration',
    '@ptr',
    'x',
    'y',
  ],
  ...['constructor', '__proto__', 'js', 'js.c.d[0]', '@@a', '`'],
)
const literal = fc.oneof(
  fc.constantFrom('0', '1', '2.5', '1e3', '""', '"two"', "'a'", '"%"', '5m', '1mo', '99999999999999999999'),
  fc.string({ maxLength: 6 }).map(text => JSON.stringify(text)),
)
const regex = fc
  .array(
    fc.constantFrom(
      'a',
      '.',
      '*',
      '+',
      '?',
      '(',
      ')',
      '[',
      ']',
      '{2}',
      '|',
      '^',
      '$',
      '\\d',
      '\\b',
      '(?<x>',
      '(?i)',
    ),
    {
      maxLength: 8,
    },
  )
  .map(parts => `/${parts.join('')}/`)
const functionName = fc.constantFrom(
  ...[
    'abs',
    'ceil',
    'log',
    'sqrt',
    'greatest',
    'strlen',
    'concat',
    'substr',
    'replace',
    'trim',
    'ltrim',
    'coalesce',
  ],
  ...[
    'isempty',
    'bin',
    'datefloor',
    'dateceil',
    'fromMillis',
    'toMillis',
    'now',
    'jsonParse',
    'jsonStringify',
    'if',
  ],
  ...['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'pct', 'stddev', 'median', 'earliest', 'latest'],
  ...['sortsFirst', 'sortsLast', 'nonsense', 'toString', 'isValidIp'],
)

const { expression } = fc.letrec<{ expression: string; call: string }>(tie => ({
  call: fc
    .tuple(functionName, fc.array(fc.oneof(tie('expression'), fc.constant('*')), { maxLength: 3 }))
    .map(([name, values]) => `${name}(${values.join(', ')})`),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field,
    literal,
    tie('call'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', '=', '!=', '<', '<=', '>', '>=', 'and', 'or'),
        tie('expression'),
      )
      .map(parts => parts.join(' ')),
    fc
      .tuple(tie('expression'), fc.constantFrom('like', '=~', 'not like'), fc.oneof(literal, regex))
      .map(parts => parts.join(' ')),
    fc
      .tuple(tie('expression'), fc.array(literal, { maxLength: 3 }))
      .map(([left, list]) => `${left} in [${list}]`),
    tie('expression').map(inner => `(${inner})`),
    tie('expression').map(inner => `not ${inner}`),
    tie('expression').map(inner => `-${inner}`),
  ),
}))

const item = fc
  .tuple(expression, fc.constantFrom('', '', ' as x', ' as y', ' as js', ' as `q r`'))
  .map(parts => parts.join(''))
const items = fc.array(item, { minLength: 1, maxLength: 3 }).map(list => list.join(', '))
const command = fc.oneof(
  fc.tuple(fc.constantFrom('fields', 'display', 'sort', 'dedup'), items).map(parts => parts.join(' ')),
  expression.map(condition => `filter ${condition}`),
  fc.tuple(items, items).map(([results, by]) => `stats ${results} by ${by}`),
  items.map(results => `stats ${results}`),
  fc
    .tuple(field, fc.oneof(literal, regex, fc.constantFrom('"user=*, method:*"', '/(a)(.)/')))
    .map(([of, pattern]) => `parse ${of} ${pattern} as x, y`),
  fc.tuple(expression, fc.constantFrom('asc', 'desc', '')).map(([key, order]) => `sort ${key} ${order}`),
  fc
    .tuple(fc.constantFrom('', 'any '), fc.constantFrom('1', '5', '0', '1e9', '2.5'))
    .map(([any, n]) => `limit ${any}${n}`),
  expression.map(list => `unnest ${list} into x`),
  fc.constantFrom(
    'pattern @message',
    'unnest jsonParse(@message) into js',
    'fields jsonParse(@message) as js',
  ),
)
const query = fc.array(command, { minLength: 1, maxLength: 4 }).map(commands => commands.join(' | '))

const word = fc.constantFrom(
  ...[
    'fields',
    'filter',
    'stats',
    'parse',
    'sort',
    'limit',
    'by',
    'as',
    'in',
    'like',
    'not',
    'and',
    '|',
    ',',
    '(',
    ')',
  ],
  ...[
    '[',
    ']',
    '/',
    '#',
    '\n',
    '"',
    "'",
    '`',
    '@',
    '.',
    '=',
    '~',
    '!',
    '^',
    '-',
    '*',
    '\\',
    'a',
    'bin(5m)',
    '1',
  ],
)
const soup = fc
  .array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 20 })
  .map(words => words.join(' '))

/** @own the reading of queries */
test('a query is run or refused as malformed, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: query }, { weight: 1, arbitrary: soup }), text => {
      expect(['Complete', 'MalformedQueryException']).toContain(outcome(text))
    }),
    { numRuns: 1000 },
  )
})

/** @own the reading of queries */
test('many random queries are valid: the property above is about running them, too', () => {
  const outcomes = fc.sample(query, { numRuns: 500, seed: 1 }).map(outcome)
  expect(outcomes.filter(result => result === 'Complete').length).toBeGreaterThan(50)
})
