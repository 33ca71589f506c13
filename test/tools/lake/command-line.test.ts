import { parseCommandLine } from '../../../tools/lake/command-line.ts'
import { executionParameters, parameterNames } from '../../../tools/lake/parameters.ts'
import { refuseUnlessReading } from '../../../tools/lake/reading-statement.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

const LOCAL = ['--local', 'http://127.0.0.1:1']

test('a query is SQL or a saved one, and has 1,000 rows of a table unless it is told otherwise', () => {
  expect(parseCommandLine(['SELECT 1', ...LOCAL])).toMatchObject({
    kind: 'query',
    query: { sql: 'SELECT 1' },
    format: 'table',
    limit: 1000,
  })
  expect(
    parseCommandLine([
      '--saved',
      'path',
      '--param',
      "session=it's=1",
      '--param',
      'from=6h',
      '--csv',
      ...LOCAL,
    ]),
  ).toMatchObject({
    query: { saved: 'path' },
    parameters: new Map([
      ['session', "it's=1"],
      ['from', '6h'],
    ]),
    format: 'csv',
  })
  expect(parseCommandLine(['--list', ...LOCAL])).toMatchObject({ kind: 'list' })
  expect(parseCommandLine(['--help'])).toBeUndefined()
})

test.each([
  [[], 'The query is missing'],
  [['  '], 'The query is missing'],
  [['SELECT', '1'], 'Put the whole query into quotation marks: "1" stands alone.'],
  [['SELECT 1', '--saved', 'x'], 'SQL or --saved, not both.'],
  [['SELECT 1', '--json', '--csv'], '--json and --csv exclude each other'],
  [['SELECT 1', '--limit', '0'], '--limit takes a whole number from 1 to 1000000, not "0".'],
  [['SELECT 1', '--param', 'x'], '--param takes a name and a value, such as session=abc, not "x".'],
  [['SELECT 1', '--param', 'a=1', '--param', 'a=2'], '--param a is there twice'],
  [['--list', '--json'], '--list stands alone'],
])('%j is refused', (args, message) => {
  expect(() => parseCommandLine([...args, ...LOCAL])).toThrow(UsageError)
  expect(() => parseCommandLine([...args, ...LOCAL])).toThrow(message)
})

describe('parameters', () => {
  const NOW = Date.parse('2026-11-29T10:15:00Z')
  const SQL = '-- Parameters: from, to, from, session\nSELECT ? + ? + ? + ?'
  const values = (given: Record<string, string>) =>
    executionParameters(SQL, new Map(Object.entries(given)), NOW)

  test('are named in the first line, in the order of the question marks, and nowhere else', () => {
    expect(parameterNames(SQL)).toEqual(['from', 'to', 'from', 'session'])
    expect(parameterNames('SELECT 1\n-- Parameters: a')).toEqual([])
  })

  test('are literals in SQL, which no text can end', () => {
    expect(values({ from: '2026-11-28-00', to: '2026-11-28-23', session: "' OR '1'='1" })).toEqual([
      "'2026-11-28-00'",
      "'2026-11-28-23'",
      "'2026-11-28-00'",
      "''' OR ''1''=''1'",
    ])
  })

  test('have the last 24 hours, and take times in an hour', () => {
    const day = ["'2026-11-28-11'", "'2026-11-29-10'", "'2026-11-28-11'", "'s'"]
    expect(values({ session: 's' })).toEqual(day)
    expect(values({ session: 's', from: '2026-11-28T11:59:59Z', to: '0h' })).toEqual(day)
  })

  test.each<[Record<string, string>, string]>([
    [{}, 'The query needs a session: say --param session=….'],
    [
      { session: 's', sku: 'x' },
      '--param sku is no parameter of the query. The query takes from, to, session.',
    ],
    [
      { session: 's', from: '2026-02-30-00' },
      '--param from takes an hour such as 2026-11-29-10, not "2026-02-30-00".',
    ],
    [{ session: 's', to: '2026-11-29-24' }, '--param to takes an hour'],
    [{ session: 's', to: 'noon' }, '--param to takes a time in UTC such as 2026-11-29T10:15Z'],
  ])('%j is refused', (given, message) => {
    expect(() => values(given)).toThrow(UsageError)
    expect(() => values(given)).toThrow(message)
  })

  test('of a query without any are refused', () => {
    expect(() => executionParameters('SELECT 1', new Map([['a', '1']]), NOW)).toThrow(
      'The query takes no parameter.',
    )
  })
})

describe('a statement', () => {
  test.each([
    'SELECT 1',
    ' -- what\n/* why */ (select 1)',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    'describe events',
  ])('that reads is let through: %j', sql => {
    expect(() => refuseUnlessReading(sql)).not.toThrow()
  })

  test.each([
    ['DROP TABLE events', '"DROP"'],
    ['-- SELECT\nDELETE FROM events', '"DELETE"'],
    ['/* SELECT */ insert into events values (1)', '"insert"'],
    ['CREATE TABLE x AS SELECT 1', '"CREATE"'],
    ["UNLOAD (SELECT 1) TO 's3://elsewhere/'", '"UNLOAD"'],
    ['\u001b[2J', '"\\u001b[2J"'],
  ])('that does not is refused: %j', (sql, word) => {
    expect(() => refuseUnlessReading(sql)).toThrow(UsageError)
    expect(() => refuseUnlessReading(sql)).toThrow(`npm run lake only reads: a query begins with SELECT`)
    expect(() => refuseUnlessReading(sql)).toThrow(word)
  })

  test('longer than Athena takes is refused with its length', () => {
    expect(() => refuseUnlessReading(`SELECT '${'x'.repeat(262_144)}'`)).toThrow(
      'The query has 262153 bytes, and Athena takes 262144: shorten it.',
    )
  })
})
