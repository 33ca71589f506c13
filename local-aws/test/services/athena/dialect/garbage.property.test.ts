import fc from 'fast-check'
import { QueryError, translate } from '../../../../src/services/athena/dialect/translate.ts'
import { DialectRig, NOW } from './dialect-rig.ts'

const rig = new DialectRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const WORDS = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'BY',
  'ORDER',
  'WITH',
  'AS',
  'JOIN',
  'ON',
  'UNNEST',
  'CASE',
  'WHEN',
  'THEN',
  'END',
  'CAST',
  'ARRAY',
  'MAP',
  'ROW',
  'OVER',
  'NOT',
  'NULL',
  'AND',
  'OR',
  'IN',
  'BETWEEN',
  'LIKE',
  'INTERVAL',
  'DATE',
  'VALUES',
  'UNION',
  'LIMIT',
  'count',
  'sum',
  'date_add',
  'transform',
  'element_at',
  't',
  'x',
  '"q"',
  "'s'",
  "'day'",
  '1',
  '2.5',
  '3e0',
  '(',
  ')',
  '[',
  ']',
  ',',
  '.',
  '*',
  '+',
  '-',
  '/',
  '%',
  '=',
  '<',
  '>',
  '||',
  '->',
  '?',
  ';',
  '::',
  '{',
  '}',
  "'",
  '"',
  '--',
  '/*',
  '\n',
  'é',
  '\u0000',
] as const

/** What a statement comes to: its SQL, or the refusal. All else fails the test. */
function outcome(statement: string): string {
  try {
    return translate(statement, { now: NOW }).sql
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return error.message
  }
}

/** @own the reading of statements */
test('words in any order are translated or refused, never worse', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), words => {
      expect(outcome(words.join(' '))).not.toBe('')
      expect(outcome(`SELECT ${words.join(' ')}`)).not.toBe('')
    }),
    { numRuns: 2_000 },
  )
})

/** @own the reading of statements */
test('any text is translated or refused, never worse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      expect(outcome(text)).not.toBe('')
    }),
    { numRuns: 500 },
  )
})

/** @own the reading of statements */
test('what is translated is one statement that only reads', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }), async words => {
      const statement = `SELECT ${words.join(' ')}`
      expect(await rig.failure(statement)).toEqual(expect.any(String))
      expect(await rig.rows('SELECT 1')).toEqual([[1]])
    }),
    { numRuns: 150 },
  )
})

/** @own the reading of statements */
test('identifiers and strings reach DuckDB as what they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async text => {
      fc.pre(!text.includes('\u0000'))
      const string = `'${text.replaceAll("'", "''")}'`
      const name = `"${text.replaceAll('"', '""')}"`
      expect(await rig.rows(`SELECT ${name} FROM (VALUES ${string}) t(${name})`)).toEqual([[text]])
    }),
    { numRuns: 200 },
  )
})

/** @own the reading of statements */
test.each([
  ['parentheses', (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`],
  ['subqueries', (depth: number) => `${'SELECT * FROM ('.repeat(depth)}SELECT 1${')'.repeat(depth)}`],
  ['calls', (depth: number) => `SELECT ${'abs('.repeat(depth)}1${')'.repeat(depth)}`],
  [
    'array types',
    (depth: number) => `SELECT CAST(1 AS ${'array('.repeat(depth)}integer${')'.repeat(depth)})`,
  ],
  ['negations', (depth: number) => `SELECT ${'NOT '.repeat(depth)}TRUE`],
  ['minus signs', (depth: number) => `SELECT ${'- '.repeat(depth)}1`],
  ['operators', (depth: number) => `SELECT 1${' + 1'.repeat(depth)}`],
  ['unions', (depth: number) => `SELECT 1${' UNION SELECT 1'.repeat(depth)}`],
  ['joins', (depth: number) => `SELECT 1 FROM a${' CROSS JOIN b'.repeat(depth)}`],
  ['fields', (depth: number) => `SELECT a${'.b'.repeat(depth)}`],
])('%s of any depth are bounded', (_, statement) => {
  expect(outcome(statement(20))).toMatch(/^SELECT |^NOT_SUPPORTED/)
  expect(outcome(statement(10_000))).toMatch(/^NOT_SUPPORTED: .*(deeper|more than|too many)/)
})

/** @own the reading of statements */
test.each([
  [
    'sums in windows',
    (depth: number) => `SELECT ${'sum(x) OVER (ORDER BY '.repeat(depth)}1${')'.repeat(depth)}`,
  ],
  [
    'reductions',
    (depth: number) => `SELECT ${'reduce('.repeat(depth)}a${', 0, (s, x) -> s, s -> s)'.repeat(depth)}`,
  ],
  ['casts', (depth: number) => `SELECT ${'CAST('.repeat(depth)}1${' AS varchar)'.repeat(depth)}`],
  ['divisions', (depth: number) => `SELECT ${'1 / ('.repeat(depth)}x${')'.repeat(depth)}`],
  ['subscripts', (depth: number) => `SELECT ${'a['.repeat(depth)}1${']'.repeat(depth)}`],
  ['greatest', (depth: number) => `SELECT ${'greatest(1, '.repeat(depth)}x${')'.repeat(depth)}`],
])('%s nested in each other are bounded', (_, statement) => {
  expect(outcome(statement(70)).length).toBeLessThan(100_000)
})

/** @documented Athena User Guide, Service quotas: a query string has up to 262,144 bytes */
test('a statement longer than the quota of Athena is refused', () => {
  expect(outcome(`SELECT '${'x'.repeat(262_144)}'`)).toBe('the statement is longer than 262144 bytes')
})

/** @documented Athena User Guide, Service quotas: a query string has up to 262,144 bytes */
test('a statement as long as the quota allows is read in one pass', () => {
  const list = Array.from({ length: 30_000 }, (_, index) => index).join(', ')
  expect(outcome(`SELECT 1 WHERE 1 IN (${list})`)).toContain('29999')
  const lines = `${'-- a comment\n'.repeat(15_000)}SELECT x FROM`
  expect(outcome(lines)).toBe("line 15001:14: mismatched input '<EOF>'. Expecting: <identifier>")
})
